#include "text/tokenizer/byte_alphabet.h"

#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

// Bytes that are printable in Latin-1 stand for themselves; the others follow from U+0100 on.
struct Alphabet {
  std::array<std::string, 256> characters;
  std::array<int, 0x144> bytes{};

  Alphabet() {
    bytes.fill(-1);
    char32_t next = 0x100;
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const bool printable = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
      const char32_t code = printable ? static_cast<char32_t>(byte) : next++;
      append_utf8(characters[byte], code);
      bytes[code] = static_cast<int>(byte);
    }
  }
};

const Alphabet& alphabet() {
  static const Alphabet table;
  return table;
}

}  // namespace

const std::array<std::string, 256>& byte_characters() {
  return alphabet().characters;
}

std::string to_byte_characters(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char byte : bytes) out += byte_characters()[static_cast<unsigned char>(byte)];
  return out;
}

std::optional<std::string> from_byte_characters(std::string_view token) {
  const auto& bytes = alphabet().bytes;
  std::string out;
  for (std::size_t at = 0; at < token.size();) {
    const Utf8Char next = decode_valid(token.data() + at);
    if (next.code >= bytes.size() || bytes[next.code] < 0) return std::nullopt;
    out += static_cast<char>(bytes[next.code]);
    at += next.size;
  }
  return out;
}

}  // namespace millrace::text
