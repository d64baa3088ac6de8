#include "net/request_parser.h"

#include <gtest/gtest.h>

namespace millrace::net {
namespace {

using HeadState = HeadParser::State;
using BodyState = BodyDecoder::State;

int refusal_of(const std::string& text, HeadLimits limits = {}) {
  HeadParser parser(limits);
  return parser.feed(text) == HeadState::kRefused ? parser.refusal().status : 0;
}

std::string with(const std::string& headers) {
  return "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

TEST(HeadParser, ReadsAHeadByteByByte) {
  const std::string text =
      "PUT /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n";
  HeadParser parser({});
  for (std::size_t n = 1; n < text.size(); ++n)
    ASSERT_EQ(parser.feed(std::string_view(text).substr(0, n)), HeadState::kMore) << n;
  ASSERT_EQ(parser.feed(text + "body"), HeadState::kDone);
  EXPECT_EQ(parser.size(), text.size());
  EXPECT_EQ(parser.head().method, "PUT");
  EXPECT_EQ(parser.head().target, "/a?b=c");
  EXPECT_EQ(parser.head().content_length, 12u);
  EXPECT_TRUE(parser.head().expects_continue);
  EXPECT_TRUE(parser.head().keep_alive);
}

TEST(HeadParser, ReadsAHeadCutAnywhere) {
  const std::string text = "PUT /a HTTP/1.1\r\nHost: x\r\nX-Y: z\r\nContent-Length: 12\r\n\r\n";
  for (std::size_t first = 1; first < text.size(); ++first) {
    for (std::size_t second = first; second < text.size(); ++second) {
      HeadParser parser({});
      ASSERT_EQ(parser.feed(std::string_view(text).substr(0, first)), HeadState::kMore);
      ASSERT_EQ(parser.feed(std::string_view(text).substr(0, second)), HeadState::kMore);
      ASSERT_EQ(parser.feed(text), HeadState::kDone) << first << " " << second;
      EXPECT_EQ(parser.size(), text.size());
      EXPECT_EQ(parser.head().headers.size(), 3u);
      EXPECT_EQ(parser.head().content_length, 12u);
    }
  }
}

TEST(HeadParser, RefusesWhatLetsRequestsBeSmuggled) {
  EXPECT_EQ(refusal_of(with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Content-Length: 3\r\nContent-Length: 3\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Content-Length: 3\r\nContent-Length: 4\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Content-Length: 3, 3\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Content-Length: +3\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Content-Length: -3\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Content-Length: 99999999999999999999\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Transfer-Encoding: gzip, chunked\r\n")), 501);
  EXPECT_EQ(refusal_of(with("Transfer-Encoding: xchunked\r\n")), 501);
  EXPECT_EQ(refusal_of(with("Transfer-Encoding: chunked, identity\r\n")), 501);
  EXPECT_EQ(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(with("X-A: b\r\n folded\r\n")), 400);
  EXPECT_EQ(refusal_of(with("Transfer-Encoding : chunked\r\n")), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\nHost: x\n\n\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(with(std::string("X-A: b\0c\r\n", 10))), 400);
}

TEST(HeadParser, RefusesWhatIsNoRequest) {
  EXPECT_EQ(refusal_of("\x16\x03\x01\x02"), 400);
  EXPECT_EQ(refusal_of("GET  / HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), 505);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET x HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(with("Expect: the-moon\r\n")), 417);
  EXPECT_EQ(refusal_of("GET /\r\n\r\n"), 400);
}

TEST(HeadParser, KeepsItsLimits) {
  const HeadLimits limits{.max_header_bytes = 2048, .max_headers = 3, .max_target_bytes = 100};
  EXPECT_EQ(refusal_of("GET /" + std::string(200, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", limits),
            414);
  EXPECT_EQ(refusal_of("GET /" + std::string(200, 'a'), limits), 414);
  EXPECT_EQ(refusal_of(with("X: " + std::string(3000, 'a') + "\r\n"), limits), 431);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nX: " + std::string(3000, 'a'), limits), 431);
  EXPECT_EQ(refusal_of(with("A: 1\r\nB: 1\r\nC: 1\r\n"), limits), 431);
  EXPECT_EQ(refusal_of(with("A: 1\r\nB: 1\r\n"), limits), 0);
}

TEST(HeadParser, KnowsConnectionsAndTargets) {
  HeadParser parser({});
  ASSERT_EQ(parser.feed("GET http://h/p?q HTTP/1.1\r\nHost: h\r\nConnection: foo, Close\r\n\r\n"),
            HeadState::kDone);
  EXPECT_EQ(parser.head().target, "/p?q");
  EXPECT_FALSE(parser.head().keep_alive);
  parser.reset();
  ASSERT_EQ(parser.feed("GET / HTTP/1.0\r\n\r\n"), HeadState::kDone);
  EXPECT_FALSE(parser.head().keep_alive);
  parser.reset();
  ASSERT_EQ(parser.feed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), HeadState::kDone);
  EXPECT_TRUE(parser.head().keep_alive);
}

TEST(Target, DecodesTheQuery) {
  const auto target = parse_target("/a%20b?x=1+2&y=%26&flag&&z=");
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->path, "/a%20b");
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(target->query, (Pairs{{"x", "1 2"}, {"y", "&"}, {"flag", ""}, {"z", ""}}));
  EXPECT_FALSE(parse_target("/?x=%4").has_value());
}

BodyState decode_all(std::string_view text, std::string& out, std::size_t step) {
  RequestHead head;
  head.body = RequestHead::Body::kChunked;
  BodyDecoder decoder;
  decoder.start(head);
  std::string pending;
  for (std::size_t at = 0; at < text.size(); at += step) {
    pending += text.substr(at, step);
    std::size_t consumed = 0;
    const auto state = decoder.decode(pending, std::string::npos, out, consumed);
    pending.erase(0, consumed);
    if (state != BodyState::kMore) return state;
  }
  return BodyState::kMore;
}

TEST(BodyDecoder, ReadsChunksHoweverTheyAreCut) {
  const std::string text = "5;x=y\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    std::string out;
    ASSERT_EQ(decode_all(text, out, step), BodyState::kDone) << step;
    EXPECT_EQ(out, "hello0123456789");
  }
}

TEST(BodyDecoder, RefusesBadChunks) {
  const std::string long_line = "1;" + std::string(300, 'x');
  const std::string long_trailer = "0\r\n" + std::string(10'000, 'x');
  for (const std::string_view bad : std::initializer_list<std::string_view>{
           "x\r\n", "\r\n", "-1\r\n", "5 \r\n", "0x5\r\n", "5\nhello", "2\r\nabc\r\n",
           "ffffffffffffffff\r\n", long_line, long_trailer, "1;a\x01\r\n"}) {
    std::string out;
    EXPECT_EQ(decode_all(bad, out, bad.size()), BodyState::kRefused) << bad;
  }
}

}  // namespace
}  // namespace millrace::net
