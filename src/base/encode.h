// Bytes as text: hexadecimal, base64 (RFC 4648), percent-encoding (RFC 3986). Pure functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace millrace::base {

std::string to_hex(std::string_view bytes);  // lower case
std::optional<std::string> from_hex(std::string_view text);
std::string to_base64(std::string_view bytes);     // with padding
std::string to_base64url(std::string_view bytes);  // without padding
std::optional<std::string> from_base64(std::string_view text);     // padding required
std::optional<std::string> from_base64url(std::string_view text);  // padding refused
std::string percent_encode(std::string_view text);  // all but unreserved characters
// '+' stays '+'; nullopt for a broken escape.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace millrace::base
