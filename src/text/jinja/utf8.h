// Code points of valid UTF-8, and what Python takes for white space. Pure functions.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace millrace::text::jinja {

// The code point that begins at `at`; `length` gets its bytes. A byte out of place counts as one.
char32_t decode_at(std::string_view text, std::size_t at, std::size_t& length);
void append_code_point(std::string& out, char32_t code_point);
std::size_t count_code_points(std::string_view text);
// Where code point number `index` begins; the size of the text if it has no more than that.
std::size_t byte_of_code_point(std::string_view text, std::size_t index);

bool is_python_space(char32_t code_point);  // str.isspace
// Bytes of white space at the front and at the back.
std::size_t leading_space(std::string_view text);
std::size_t trailing_space(std::string_view text);

}  // namespace millrace::text::jinja
