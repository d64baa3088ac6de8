#include "describe/names.h"

#include <algorithm>
#include <cstdint>

#include "base/strings.h"

namespace millrace::describe {
namespace {

bool ascii_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool ascii_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
// CJK Unified Ideographs with extensions A and B–H, and compatibility ideographs.
bool han(char32_t c) {
  return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF);
}

// Next code point of valid UTF-8.
char32_t next(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t c = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i)
    c = c << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  text.remove_prefix(length);
  return c;
}

template <class First, class Rest>
bool fits(std::string_view text, First first, Rest rest) {
  if (text.empty() || !base::is_utf8(text) || !first(next(text))) return false;
  while (!text.empty())
    if (!rest(next(text))) return false;
  return true;
}

}  // namespace

std::string_view check_object_name(std::string_view text) {
  const auto first = [](char32_t c) { return ascii_letter(c) || han(c); };
  const auto rest = [](char32_t c) {
    return ascii_letter(c) || ascii_digit(c) || han(c) || c == '_' || c == '-' || c == '.';
  };
  return fits(text, first, rest) ? ""
                                 : "must begin with a letter or a Chinese character and hold only "
                                   "letters, digits, Chinese characters, '_', '-' and '.'";
}

std::string_view check_workspace_name(std::string_view text) {
  const auto rest = [](char32_t c) {
    return ascii_letter(c) || ascii_digit(c) || han(c) || c == '_';
  };
  return fits(text, ascii_letter, rest)
             ? ""
             : "must begin with a letter and hold only letters, digits, Chinese characters and '_'";
}

std::string_view check_account(std::string_view text) {
  const auto rest = [](char32_t c) {
    return ascii_letter(c) || ascii_digit(c) || c == '_' || c == '-' || c == '.';
  };
  return fits(text, ascii_letter, rest)
             ? ""
             : "must begin with a letter and hold only ASCII letters, digits, '_', '-' and '.'";
}

std::string_view check_environment_name(std::string_view text) {
  const auto first = [](char32_t c) { return ascii_letter(c) || c == '_'; };
  const auto rest = [](char32_t c) { return ascii_letter(c) || ascii_digit(c) || c == '_'; };
  return fits(text, first, rest)
             ? ""
             : "must begin with a letter or '_' and hold only letters, digits and '_'";
}

std::string_view check_email(std::string_view text) {
  constexpr std::string_view kWords = "must be a mail address: user@host";
  const auto fits = [](std::string_view part, std::string_view also) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             also.find(c) != std::string_view::npos;
    });
  };
  if (text.empty()) return "";
  const auto at = text.find('@');
  if (at == std::string_view::npos || text[0] == '-') return kWords;
  return fits(text.substr(0, at), "._%+-'=") && fits(text.substr(at + 1), ".-") ? "" : kWords;
}

std::string_view check_web_address(std::string_view text) {
  return text.empty() || text.starts_with("https://") || text.starts_with("http://")
             ? ""
             : "must begin with https:// or http://";
}

std::string_view check_below(std::string_view text) {
  if (text.starts_with('/')) return "must be a relative path";
  if (text == ".." || text.starts_with("../") || text.find("/../") != std::string_view::npos ||
      text.ends_with("/.."))
    return "must not contain '..'";
  if (text.find('\0') != std::string_view::npos) return "must not contain zero bytes";
  return "";
}

}  // namespace millrace::describe
