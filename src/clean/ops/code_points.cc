#include "clean/ops/code_points.h"

#include <array>
#include <cstring>

#include "text/unicode/normal_forms.h"

namespace millrace::clean {
namespace {

using text::CharClass;
using text::CharClasses;

// What Data-Juicer lists beside ASCII and emoji.
constexpr std::array kListed{
    0x20,   0x81,   0x82,   0x83,   0x84,   0x85,   0x91,   0x92,   0x93,   0x95,   0x96,   0x97,
    0x98,   0x99,   0x9c,   0x9d,   0xa1,   0xa2,   0xa3,   0xa4,   0xa5,   0xa6,   0xa7,   0xa8,
    0xa9,   0xaa,   0xab,   0xad,   0xae,   0xaf,   0xb0,   0xb1,   0xb2,   0xb3,   0xb4,   0xb7,
    0xb8,   0xb9,   0xba,   0xbb,   0xbc,   0xbd,   0xbe,   0xbf,   0xd7,   0xf7,   0xf8,   0x131,
    0x26a,  0x2ba,  0x2bb,  0x2bc,  0x2c8,  0x2cc,  0x2d0,  0x2d8,  0x2da,  0x2dc,  0x3c0,  0x413,
    0x60c,  0x647,  0x66a,  0x66c,  0x6e9,  0x93e,  0x940,  0x947,  0x94d,  0x97d,  0x9be,  0xe51,
    0x2002, 0x2003, 0x2005, 0x2008, 0x2009, 0x200a, 0x200b, 0x2010, 0x2011, 0x2013, 0x2014, 0x2015,
    0x2016, 0x2018, 0x2019, 0x201a, 0x201c, 0x201d, 0x201e, 0x201f, 0x2020, 0x2022, 0x2024, 0x2026,
    0x202f, 0x2030, 0x2032, 0x2033, 0x2039, 0x203a, 0x203f, 0x2043, 0x2044, 0x20a8, 0x20aa, 0x20ac,
    0x2103, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x21d3, 0x2206, 0x2208, 0x2212, 0x221a, 0x221e,
    0x221f, 0x223c, 0x2248, 0x2256, 0x2264, 0x2265, 0x2295, 0x22c5, 0x2550, 0x25a0, 0x25ac, 0x25b2,
    0x25b4, 0x25b7, 0x25ba, 0x25bb, 0x25bc, 0x25c6, 0x25cf, 0x25e6, 0x2605, 0x2606, 0x261b, 0x263b,
    0x2661, 0x2665, 0x266b, 0x2713, 0x2726, 0x2731, 0x2756, 0x27a4, 0x27a9, 0x2800, 0x3000, 0x3001,
    0x3002, 0x300a, 0x300b, 0x300c, 0x300d, 0x3010, 0x3011, 0x309c, 0x30b7, 0x30c3, 0x30c4, 0x30f3,
    0x30fb, 0x30fc, 0x4e00, 0x4e0a, 0x58eb, 0xfd3e, 0xfd3f, 0xfeff, 0xff01, 0xff08, 0xff09, 0xff0c,
    0xff0e, 0xff11, 0xff1a, 0xff1b, 0xff1f, 0xff3e, 0xff5e, 0xfffc, 0xfffd};
// Emoji that are younger than the tables of ICU 72.
constexpr std::array kYoungEmoji{0x1fa89, 0x1fa8f, 0x1fabe, 0x1fac6, 0x1fadc, 0x1fadf, 0x1fae9};

CodePointSet make_special() {
  CodePointSet set;
  for (char32_t c = 0; c < 0x80; ++c)
    if ((c >= 0x21 && c < 0x7f && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) || c == ' ' ||
        (c >= '\t' && c <= '\r'))
      set.add(c);
  for (const int c : kListed) set.add(static_cast<char32_t>(c));
  const CharClasses& classes = CharClasses::table();
  for (char32_t c = 0x80; c < 0x110000; ++c)
    // Regional indicators are emoji in pairs only.
    if (classes.is(c, CharClass::kEmoji) && !(c >= 0x1f1e6 && c <= 0x1f1ff)) set.add(c);
  for (const int c : kYoungEmoji) set.add(static_cast<char32_t>(c));
  return set;
}

}  // namespace

std::size_t count_code_points(std::string_view text) {
  // Eight bytes at a time: what is not 10xxxxxx begins a code point.
  constexpr std::uint64_t kLow = 0x0101010101010101;
  std::size_t count = 0, i = 0;
  while (i + 8 <= text.size()) {
    // 31 steps at most: the eight sums together stay below 256.
    std::uint64_t sums = 0;
    for (int step = 0; step < 31 && i + 8 <= text.size(); ++step, i += 8) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, text.data() + i, 8);
      sums += ((~bytes >> 7) | (bytes >> 6)) & kLow;
    }
    count += static_cast<std::size_t>((sums * kLow) >> 56);
  }
  for (; i < text.size(); ++i) count += text::is_continuation(text[i]) ? 0U : 1U;
  return count;
}

std::size_t previous(std::string_view text, std::size_t at) {
  do --at;
  while (at > 0 && text::is_continuation(text[at]));
  return at;
}

bool is_decimal_digit(char32_t code) {
  return code < 0x80 ? code >= '0' && code <= '9' : text::is_decimal_digit(code);
}

bool is_space(char32_t code) {
  return (code >= 0x1c && code <= 0x1f) || CharClasses::table().is(code, CharClass::kSpace);
}

bool ends_line(char32_t code) {
  return (code >= 0x0a && code <= 0x0d) || (code >= 0x1c && code <= 0x1e) || code == 0x85 ||
         code == 0x2028 || code == 0x2029;
}

void CodePointSet::add_all(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto next = text::decode_valid(text.data() + at);
    add(next.code);
    at += next.size;
  }
}

const CodePointSet& special_characters() {
  static const CodePointSet set = make_special();
  return set;
}

std::string_view strip_special(std::string_view word) {
  const CodePointSet& special = special_characters();
  std::size_t begin = 0, end = word.size();
  while (begin < end) {
    const auto next = text::decode_valid(word.data() + begin);
    if (!special.has(next.code)) break;
    begin += next.size;
  }
  while (end > begin) {
    const std::size_t last = previous(word, end);
    if (!special.has(text::decode_valid(word.data() + last).code)) break;
    end = last;
  }
  return word.substr(begin, end - begin);
}

std::string_view strip_space(std::string_view text) {
  std::size_t begin = 0, end = text.size();
  while (begin < end) {
    const auto next = text::decode_valid(text.data() + begin);
    if (!is_space(next.code)) break;
    begin += next.size;
  }
  while (end > begin) {
    const std::size_t last = previous(text, end);
    if (!is_space(text::decode_valid(text.data() + last).code)) break;
    end = last;
  }
  return text.substr(begin, end - begin);
}

}  // namespace millrace::clean
