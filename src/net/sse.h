// Server-sent events (the HTML standard, "9.2"): text of events, and responses that carry them.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"

namespace millrace::net {

struct SseEvent {
  std::string id{};     // sent when not empty; a client gives it back as Last-Event-ID
  std::string event{};  // "message" when empty
  std::string data;     // may have several lines
};
// Line breaks in id and event become blanks; NUL in an id too.
std::string sse_text(const SseEvent& event);
std::string sse_comment(std::string_view text);  // keeps proxies from closing a silent stream
Response sse_response(std::shared_ptr<StreamSource> source);

}  // namespace millrace::net
