// Bytes → the head of an HTTP/1.1 request, and its body by Content-Length or chunks. Synchronous
// and without I/O, so that it can be fuzzed. Strict where leniency lets requests be smuggled: both
// or doubled lengths, folded lines, bare line feeds and unknown codings are refused. One user at a
// time.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"

namespace millrace::net {

struct HeadLimits {
  std::size_t max_header_bytes = 32 << 10;
  std::size_t max_headers = 100;
  std::size_t max_target_bytes = 8 << 10;
};

struct RequestHead {
  enum class Body { kNone, kLength, kChunked };
  std::string method;
  std::string target;  // origin form: an absolute form has lost its scheme and authority
  Headers headers;
  int minor_version = 1;
  Body body = Body::kNone;
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
  bool wants_websocket = false;
};

struct Refusal {  // of a request that cannot be understood
  int status = 400;
  std::string words;
};

class HeadParser {
 public:
  enum class State { kMore, kDone, kRefused };
  explicit HeadParser(HeadLimits limits);
  ~HeadParser();
  // `buffer` holds all bytes since the head began, more at each call. After kDone, size() of them
  // were the head; after kRefused the connection is of no more use. Then reset() before the next.
  State feed(std::string_view buffer);
  void reset();
  std::size_t size() const { return size_; }
  RequestHead& head() { return head_; }
  const Refusal& refusal() const { return refusal_; }

 private:
  class Sink;
  State refuse(int status, std::string words);
  State check_start(std::string_view buffer);
  State check_head(std::string_view raw);
  State check_framing();
  State check_target();

  const HeadLimits limits_;
  std::unique_ptr<Sink> sink_;
  RequestHead head_;
  Refusal refusal_;
  std::size_t size_ = 0;
};

// "/a/b?x=1&y=%20" in its two parts, the query decoded. kInvalid for broken escapes.
struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
};
Result<Target> parse_target(std::string_view target);

class BodyDecoder {
 public:
  enum class State { kMore, kDone, kRefused };
  void start(const RequestHead& head);
  // Appends at most `room` body bytes to `out` and says in `consumed` how many of `in` were used
  // up. kMore with nothing consumed: more input or more room is needed.
  State decode(std::string_view in, std::size_t room, std::string& out, std::size_t& consumed);
  bool done() const { return step_ == Step::kEnd; }
  const Refusal& refusal() const { return refusal_; }

 private:
  enum class Step { kPlain, kSize, kData, kDataEnd, kTrailer, kEnd };
  State refuse(std::string words);
  // The next line without its CRLF; empty optional when it is not whole yet.
  State take_line(std::string_view& in, std::size_t limit, std::optional<std::string_view>& line);
  State read_size(std::string_view line);

  Step step_ = Step::kEnd;
  std::uint64_t left_ = 0;
  std::size_t trailer_bytes_ = 0;
  Refusal refusal_;
};

}  // namespace millrace::net
