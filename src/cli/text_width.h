// How many columns of a terminal a text takes: Han and other wide characters take two, combining
// ones none. Pure, without regard to the locale.
#pragma once
#include <string>
#include <string_view>

namespace millrace::cli {

std::size_t text_width(std::string_view utf8);
// At most `columns` wide, with "…" where something was cut.
std::string cut_to_width(std::string_view utf8, std::size_t columns);
// Safe to print inside a table: no control characters, valid UTF-8.
std::string printable(std::string_view text);

}  // namespace millrace::cli
