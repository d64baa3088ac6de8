#include "clean/ops/line_lengths.h"

#include <algorithm>

#include "clean/ops/code_points.h"

namespace millrace::clean {

LineLengths::LineLengths(std::string_view text) {
  std::size_t length = 0;
  bool open = false;  // the last line has something in it
  for (std::size_t at = 0; at < text.size();) {
    const auto next = text::decode_valid(text.data() + at);
    at += next.size;
    if (!ends_line(next.code)) {
      ++length;
      open = true;
      continue;
    }
    if (next.code == '\r' && at < text.size() && text[at] == '\n') ++at;  // both are one
    ++count;
    longest = std::max(longest, length);
    length = 0;
    open = false;
  }
  if (open) {
    ++count;
    longest = std::max(longest, length);
  }
}

}  // namespace millrace::clean
