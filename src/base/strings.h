// Text: splitting, trimming, numbers, UTF-8. Pure functions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::base {

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);  // ASCII white space
std::string to_lower(std::string_view text);   // ASCII letters
bool iequals(std::string_view a, std::string_view b);  // ASCII letters
std::optional<std::int64_t> parse_int(std::string_view text);  // whole text, base ten, no blanks
std::optional<double> parse_double(std::string_view text);     // whole text, finite
bool is_utf8(std::string_view text);              // RFC 3629
std::size_t utf8_length(std::string_view text);   // code points of valid UTF-8
std::string to_valid_utf8(std::string_view text); // each bad byte becomes U+FFFD

}  // namespace millrace::base
