// Upper, lower and title case of UTF-8, for every script. Pure functions.
#pragma once
#include <string>
#include <string_view>

namespace millrace::text::jinja {

std::string upper_case(std::string_view text);
std::string lower_case(std::string_view text);
std::string title_case(std::string_view text);  // str.title: each first letter of a word

bool is_alphabetic(char32_t c);
bool is_decimal_digit(char32_t c);
bool is_upper(char32_t c);
bool is_lower(char32_t c);

}  // namespace millrace::text::jinja
