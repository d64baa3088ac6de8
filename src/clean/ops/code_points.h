// Text by code points, for operators: counting, stepping, and Python's idea of characters, which is
// what Data-Juicer's numbers are made of. All text is valid UTF-8. Pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "clean/edits.h"
#include "text/unicode/char_classes.h"
#include "text/unicode/utf8.h"

namespace millrace::clean {

// Code points; as fast as memory for long texts.
std::size_t count_code_points(std::string_view text);
// Where the code point that ends before `at` begins; at > 0.
std::size_t previous(std::string_view text, std::size_t at);

bool is_decimal_digit(char32_t code);  // \p{Nd}: what Python's \d is
// str.isspace(), which has four control characters more than White_Space.
bool is_space(char32_t code);
// Does str.splitlines() end a line there?
bool ends_line(char32_t code);

// A set of code points, as fast to ask as memory.
class CodePointSet {
 public:
  CodePointSet() : bits_(0x110000 / 64) {}
  void add(char32_t code) { bits_[code >> 6] |= std::uint64_t{1} << (code & 63); }
  void add_all(std::string_view text);
  bool has(char32_t code) const { return (bits_[code >> 6] >> (code & 63) & 1) != 0; }

 private:
  std::vector<std::uint64_t> bits_;
};

// The special characters of Data-Juicer: ASCII punctuation, digits and white space, a list, emoji.
const CodePointSet& special_characters();
// Without those at both ends.
std::string_view strip_special(std::string_view word);

// Removes the runs of code points that are(code) says.
template <class Is>
void remove_runs(std::string_view text, std::string_view reason, Edits& out, Is&& are) {
  std::size_t run = std::string_view::npos;  // where the run began, or npos
  for (std::size_t at = 0; at < text.size();) {
    const auto next = text::decode_valid(text.data() + at);
    if (are(next.code)) {
      if (run == std::string_view::npos) run = at;
    } else if (run != std::string_view::npos) {
      out.remove(run, at, reason);
      run = std::string_view::npos;
    }
    at += next.size;
  }
  if (run != std::string_view::npos) out.remove(run, text.size(), reason);
}

// str.strip()
std::string_view strip_space(std::string_view text);

}  // namespace millrace::clean
