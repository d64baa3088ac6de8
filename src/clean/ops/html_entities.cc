#include "clean/ops/html_entities.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "clean/ops/html_entity_names.h"
#include "text/unicode/utf8.h"

namespace millrace::clean {
namespace {

struct Name {
  std::string_view name;
  std::string_view codes;  // hexadecimal, joined by '+'
  bool bare;               // needs no semicolon
};

std::vector<Name> read_names() {
  std::vector<Name> names;
  for (std::string_view rest = kHtmlEntityNames; !rest.empty();) {
    const std::string_view entry = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    const std::size_t equals = entry.find('=');
    std::string_view name = entry.substr(0, equals);
    const bool bare = name.ends_with('!');
    if (bare) name.remove_suffix(1);
    names.push_back({name, entry.substr(equals + 1), bare});
  }
  return names;
}

const std::vector<Name>& names() {
  static const std::vector<Name> all = read_names();
  return all;
}

const Name* find_name(std::string_view name) {
  const auto at = std::ranges::lower_bound(names(), name, {}, &Name::name);
  return at != names().end() && at->name == name ? &*at : nullptr;
}

std::string decode_codes(std::string_view codes) {
  std::string out;
  while (!codes.empty()) {
    const std::string_view one = codes.substr(0, codes.find('+'));
    codes.remove_prefix(std::min(one.size() + 1, codes.size()));
    std::uint32_t code = 0;
    std::from_chars(one.data(), one.data() + one.size(), code, 16);
    text::append_utf8(out, code);
  }
  return out;
}

// What numbers of the C1 controls mean: windows-1252.
constexpr std::array<char32_t, 32> kC1{
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

int digit(char c, int base) {
  if (c >= '0' && c <= '9') return c - '0';
  if (base == 16 && (c | 0x20) >= 'a' && (c | 0x20) <= 'f') return (c | 0x20) - 'a' + 10;
  return -1;
}

Reference read_number(std::string_view text) {
  std::size_t at = 2;
  const int base = at < text.size() && (text[at] | 0x20) == 'x' ? 16 : 10;
  if (base == 16) ++at;
  const std::size_t begin = at;
  std::uint32_t code = 0;
  for (; at < text.size() && digit(text[at], base) >= 0; ++at)
    if (code <= 0x10ffff)
      code = code * static_cast<std::uint32_t>(base) +
             static_cast<std::uint32_t>(digit(text[at], base));
  if (at == begin) return {};
  if (at < text.size() && text[at] == ';') ++at;
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) code = 0xfffd;
  if (code >= 0x80 && code < 0xa0) code = kC1[code - 0x80];
  Reference reference{.size = at, .text = {}};
  text::append_utf8(reference.text, code);
  return reference;
}

}  // namespace

Reference read_reference(std::string_view text) {
  constexpr std::size_t kLongest = 32;  // no name is longer
  if (text.size() > 1 && text[1] == '#') return read_number(text);
  std::size_t end = 1;
  while (end < text.size() && end <= kLongest &&
         ((text[end] >= '0' && text[end] <= '9') ||
          ((text[end] | 0x20) >= 'a' && (text[end] | 0x20) <= 'z')))
    ++end;
  if (end < text.size() && text[end] == ';')
    if (const Name* name = find_name(text.substr(1, end - 1)))
      return {.size = end + 1, .text = decode_codes(name->codes)};
  // The longest beginning that is a name without a semicolon.
  for (; end > 1; --end)
    if (const Name* name = find_name(text.substr(1, end - 1)); name != nullptr && name->bare)
      return {.size = end, .text = decode_codes(name->codes)};
  return {};
}

}  // namespace millrace::clean
