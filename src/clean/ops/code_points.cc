#include "clean/ops/code_points.h"

#include <cstdint>
#include <cstring>

namespace millrace::clean {

std::size_t count_code_points(std::string_view text) {
  // Eight bytes at a time: what is not 10xxxxxx begins a code point.
  constexpr std::uint64_t kLow = 0x0101010101010101;
  std::size_t count = 0, i = 0;
  while (i + 8 <= text.size()) {
    // Up to 31 steps of bytes that each count to 8 do not overflow a byte of the sum.
    std::uint64_t sums = 0;
    for (int step = 0; step < 31 && i + 8 <= text.size(); ++step, i += 8) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, text.data() + i, 8);
      sums += ((~bytes >> 7) | (bytes >> 6)) & kLow;
    }
    // Adds the eight bytes, each at most 31.
    count += static_cast<std::size_t>((sums * kLow) >> 56);
  }
  for (; i < text.size(); ++i) count += text::is_continuation(text[i]) ? 0U : 1U;
  return count;
}

std::size_t previous(std::string_view text, std::size_t at) {
  do --at;
  while (at > 0 && text::is_continuation(text[at]));
  return at;
}

}  // namespace millrace::clean
