#include "cli/sse_reader.h"

namespace millrace::cli {

void SseReader::feed(std::string_view bytes) {
  rest_ += bytes;
  std::size_t from = 0;
  for (std::size_t end; (end = rest_.find('\n', from)) != std::string::npos; from = end + 1) {
    std::string_view whole = std::string_view(rest_).substr(from, end - from);
    if (whole.ends_with('\r')) whole.remove_suffix(1);
    line(whole);
  }
  rest_.erase(0, from);
}

void SseReader::line(std::string_view text) {
  if (text.empty()) {
    if (has_data_) on_event_(event_);
    event_ = {};
    has_data_ = false;
    return;
  }
  const auto colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  std::string_view value =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "id") event_.id = value;
  if (name == "event") event_.event = value;
  if (name != "data") return;
  if (has_data_) event_.data += '\n';
  event_.data += value;
  has_data_ = true;
}

}  // namespace millrace::cli
