// Unicode normal forms and case, piece by piece, so that a caller can tell which bytes became
// which. Pure functions; all text is valid UTF-8.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace millrace::text {

enum class NormalForm : std::uint8_t { kNfc, kNfd, kNfkc, kNfkd };

bool is_normal(NormalForm form, std::string_view text);
std::string normalize(NormalForm form, std::string_view text);
// The end of the shortest piece from `begin` on that can be normalised alone. Marks without end are
// cut after a few thousand bytes: their canonical order costs the square of their number.
std::size_t normal_segment_end(NormalForm form, std::string_view text, std::size_t begin);
// True if the form leaves this character alone whatever stands beside it.
bool is_inert(NormalForm form, char32_t code);

void append_lower(std::string& out, char32_t code);  // full mapping, of the character alone
bool is_nonspacing_mark(char32_t code);              // \p{Mn}
bool is_decimal_digit(char32_t code);                // \p{Nd}
bool is_control(char32_t code);                      // \p{C}: control, format, unassigned, private

}  // namespace millrace::text
