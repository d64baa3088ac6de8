// Whatever the bytes and however they are cut: the parser refuses with words or gives a request
// whose framing it has understood; both ways of cutting agree.
#include <cstdint>

#include "base/check.h"
#include "net/request_parser.h"
#include "net/router.h"

namespace {

using namespace millrace::net;

struct Outcome {
  std::vector<std::string> requests;  // "METHOD target body"
  int refused = 0;
};

// Reads one request after another from `input`, which arrives `step` bytes at a time.
Outcome read_all(std::string_view input, std::size_t step) {
  const HeadLimits limits{.max_header_bytes = 4096, .max_headers = 20, .max_target_bytes = 512};
  Outcome outcome;
  HeadParser parser(limits);
  BodyDecoder decoder;
  std::string pending;
  std::string body;
  bool in_body = false;
  while (true) {
    if (!in_body) {
      const auto state = pending.empty() ? HeadParser::State::kMore : parser.feed(pending);
      if (state == HeadParser::State::kRefused) {
        CHECK(!parser.refusal().words.empty() && parser.refusal().status >= 400);
        outcome.refused = parser.refusal().status;
        return outcome;
      }
      if (state == HeadParser::State::kDone) {
        CHECK(parser.size() <= pending.size());
        CHECK(parser.head().headers.size() <= limits.max_headers);
        pending.erase(0, parser.size());
        decoder.start(parser.head());
        body.clear();
        in_body = true;
        continue;
      }
    } else {
      std::size_t consumed = 0;
      const auto state = decoder.decode(pending, 1000, body, consumed);
      if (state == BodyDecoder::State::kRefused) {
        outcome.refused = decoder.refusal().status;
        return outcome;
      }
      CHECK(consumed <= pending.size());
      pending.erase(0, consumed);
      if (state == BodyDecoder::State::kDone) {
        outcome.requests.push_back(parser.head().method + " " + parser.head().target + " " + body);
        parser.reset();
        in_body = false;
        continue;
      }
      if (consumed > 0) continue;
    }
    if (input.empty()) return outcome;
    pending += input.substr(0, step);
    input.remove_prefix(std::min(step, input.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data),
                               std::min<std::size_t>(size, 8192));
  const Outcome whole = read_all(input, input.size() + 1);
  const Outcome cut = read_all(input, 7);
  // A refusal may come sooner when less is seen at once, but never different requests before it.
  const std::size_t common = std::min(whole.requests.size(), cut.requests.size());
  for (std::size_t i = 0; i < common; ++i) CHECK(whole.requests[i] == cut.requests[i]);
  if (whole.refused == 0 && cut.refused == 0) CHECK(whole.requests.size() == cut.requests.size());
  const auto target = parse_target(input.substr(0, 512));
  static const Router router = [] {
    Router r;
    r.add("GET", "/a/{x}/b", 0);
    r.add("GET", "/a/{x}:go", 1);
    r.add("GET", "/a/{rest*}", 2);
    return r;
  }();
  if (target) router.match("GET", "/a/" + target->path);
  return 0;
}
