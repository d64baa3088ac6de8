// UTF-8 for text that becomes tokens: code points in and out, repair of broken bytes, and the cut
// that keeps a stream from emitting half a code point. Pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace millrace::text {

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";  // U+FFFD

struct Utf8Char {
  char32_t code;
  std::size_t size;  // bytes, 1 to 4
};

// The code point at `at` of valid UTF-8.
inline Utf8Char decode_valid(const char* at) {
  const auto byte = [at](int i) {
    return static_cast<char32_t>(static_cast<unsigned char>(at[i]));
  };
  const char32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first < 0xE0) return {((first & 0x1F) << 6) | (byte(1) & 0x3F), 2};
  if (first < 0xF0) return {((first & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F), 3};
  return {((first & 0x07) << 18) | ((byte(1) & 0x3F) << 12) | ((byte(2) & 0x3F) << 6) |
              (byte(3) & 0x3F),
          4};
}

inline bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

void append_utf8(std::string& out, char32_t code);

// What begins at text[0]: a whole code point, bytes that no continuation can save, or the beginning
// of one that may go on beyond the end of the text.
struct Utf8Step {
  enum class Kind : std::uint8_t { kWhole, kBroken, kCut } kind;
  std::size_t
      size;  // for kBroken the maximal subpart, as Unicode names it: one U+FFFD stands for it
};
Utf8Step utf8_step(std::string_view text);

std::size_t valid_prefix(std::string_view text);  // bytes before the first that is not UTF-8
// Each maximal broken subpart becomes one U+FFFD, as Python's errors="replace" does it.
std::string replace_broken_utf8(std::string_view text);

}  // namespace millrace::text
