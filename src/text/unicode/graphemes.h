// Where characters as people see them end (extended grapheme clusters). Pure.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace millrace::text {

// The end of each cluster of valid UTF-8, ascending; the last is the length.
std::vector<std::size_t> grapheme_ends(std::string_view text);

}  // namespace millrace::text
