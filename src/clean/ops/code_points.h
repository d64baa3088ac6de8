// Text by code points, for operators: counting, stepping, and Python's idea of characters, which is
// what Data-Juicer's numbers are made of. All text is valid UTF-8. Pure functions.
#pragma once
#include <cstddef>
#include <string_view>

#include "text/unicode/utf8.h"

namespace millrace::clean {

// Code points; as fast as memory for long texts.
std::size_t count_code_points(std::string_view text);
// Where the code point that ends before `at` begins; at > 0.
std::size_t previous(std::string_view text, std::size_t at);

}  // namespace millrace::clean
