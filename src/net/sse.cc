#include "net/sse.h"

#include "base/strings.h"

namespace millrace::net {
namespace {

void add_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  for (const char c : value) out += c == '\n' || c == '\r' || c == '\0' ? ' ' : c;
  out += '\n';
}

// "\r\n", "\n" and "\r" all end a line for the reader, so each line gets its own field.
void add_lines(std::string& out, std::string_view name, std::string_view text) {
  while (true) {
    const std::size_t end = text.find_first_of("\r\n");
    add_field(out, name, text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(text.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
}

}  // namespace

std::string sse_text(const SseEvent& event) {
  std::string out;
  if (!event.id.empty()) add_field(out, "id", event.id);
  if (!event.event.empty()) add_field(out, "event", event.event);
  add_lines(out, "data", event.data);
  out += '\n';
  return out;
}

std::string sse_comment(std::string_view text) {
  std::string out;
  add_lines(out, "", text);
  out += '\n';
  return out;
}

Response sse_response(std::shared_ptr<StreamSource> source) {
  Response response;
  response.headers.add("Content-Type", "text/event-stream");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Accel-Buffering", "no");  // nginx in front must pass events on at once
  response.body = std::move(source);
  return response;
}

}  // namespace millrace::net
