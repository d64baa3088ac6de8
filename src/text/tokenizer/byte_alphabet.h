// GPT-2's alphabet: each byte has a printable character of its own, so that a vocabulary of bytes
// can be written as text. Constant tables.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::text {

// The character of each byte, as UTF-8.
const std::array<std::string, 256>& byte_characters();
std::string to_byte_characters(std::string_view bytes);
// The bytes that a token is written for; nothing if one of its characters is not in the alphabet.
std::optional<std::string> from_byte_characters(std::string_view token);

}  // namespace millrace::text
