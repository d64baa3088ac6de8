// A handler's response made ready for the wire: files opened, ranges and conditions decided, head
// written. prepare() touches the disk: workers only.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "net/http.h"

namespace millrace::net {

struct Outgoing {
  int status = 200;
  Headers headers;
  std::string body;
  std::shared_ptr<StreamSource> source;  // instead of `body`
  std::optional<std::uint64_t> length;   // of the source, where known
};

Outgoing prepare(const Request& request, Response response);
// RFC 9110 §13, §14: If-None-Match, If-Modified-Since, Range, If-Range.
Outgoing prepare_file(const Request& request, int status, Headers headers, const FileBody& body);

enum class BodyFraming { kLength, kChunked, kUntilClose, kNone };
struct HeadFacts {
  BodyFraming framing = BodyFraming::kNone;
  std::uint64_t length = 0;
  int minor_version = 1;
  bool keep_alive = true;
  std::string_view request_id;
  std::string_view date;
};
// Line breaks in a handler's header values become blanks: they must not forge headers.
std::string write_head(const Outgoing& outgoing, const HeadFacts& facts);
std::string chunk_of(std::string_view data);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace millrace::net
