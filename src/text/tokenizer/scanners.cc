#include "text/tokenizer/scanners.h"

#include <array>

#include "text/unicode/char_classes.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr std::uint8_t kLetter = CharClass::kLetter;
constexpr std::uint8_t kNumber = CharClass::kNumber;
constexpr std::uint8_t kSpace = CharClass::kSpace;
constexpr std::uint8_t kWordy = kLetter | kNumber | kSpace;  // what "others" exclude

class Cursor {
 public:
  Cursor(std::string_view text, std::size_t end)
      : data_(text.data()), end_(end), classes_(CharClasses::table()) {}

  struct Char {
    std::uint8_t flags = 0;  // of the three above; 0 beyond the end
    std::size_t size = 0;    // 0 beyond the end
    bool is(std::uint8_t any_of) const { return (flags & any_of) != 0; }
    bool other() const { return size != 0 && (flags & kWordy) == 0; }
  };

  Char at(std::size_t i) const {
    if (i >= end_) return {};
    const auto byte = static_cast<unsigned char>(data_[i]);
    if (byte < 0x80) return {static_cast<std::uint8_t>(classes_.of(byte) & kWordy), 1};
    const Utf8Char next = decode_valid(data_ + i);
    return {static_cast<std::uint8_t>(classes_.of(next.code) & kWordy), next.size};
  }
  char byte(std::size_t i) const { return i < end_ ? data_[i] : '\0'; }
  std::size_t end() const { return end_; }

  // The end of the run of characters that have one of the flags.
  std::size_t run(std::size_t i, std::uint8_t any_of) const {
    for (Char c = at(i); c.is(any_of); c = at(i)) i += c.size;
    return i;
  }
  std::size_t run_of_others(std::size_t i) const {
    for (Char c = at(i); c.other(); c = at(i)) i += c.size;
    return i;
  }

 private:
  const char* data_;
  std::size_t end_;
  const CharClasses& classes_;
};

bool is_line_end(char c) {
  return c == '\r' || c == '\n';
}

// 's 't 're 've 'm 'll 'd: its length, or 0. In any case means Unicode's: U+017F is an s too.
std::size_t contraction(const Cursor& cursor, std::size_t at, char fold) {
  const auto letter = [&](std::size_t i) { return static_cast<char>(cursor.byte(i) | fold); };
  const char first = letter(at + 1);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
  const char second = letter(at + 2);
  if ((first == 'r' && second == 'e') || (first == 'v' && second == 'e') ||
      (first == 'l' && second == 'l'))
    return 3;
  const bool long_s = cursor.byte(at + 1) == '\xC5' && cursor.byte(at + 2) == '\xBF';
  return fold != 0 && long_s ? 3 : 0;
}

// \s+(?!\S)|\s+ : a run of white space, less its last character if something follows.
std::size_t white_space(const Cursor& cursor, std::size_t begin) {
  std::size_t last = begin;
  std::size_t at = begin;
  for (Cursor::Char c = cursor.at(at); c.is(kSpace); c = cursor.at(at)) {
    last = at;
    at += c.size;
  }
  return at < cursor.end() && last > begin ? last : at;
}

std::size_t gpt2_word(const Cursor& cursor, std::size_t at) {
  if (cursor.byte(at) == '\'') {
    const std::size_t size = contraction(cursor, at, '\0');
    if (size > 0) return at + size;
  }
  const std::size_t start = cursor.byte(at) == ' ' ? at + 1 : at;
  const Cursor::Char c = cursor.at(start);
  if (c.is(kLetter)) return cursor.run(start + c.size, kLetter);
  if (c.is(kNumber)) return cursor.run(start + c.size, kNumber);
  if (c.other()) return cursor.run_of_others(start + c.size);
  return white_space(cursor, at);
}

// \s*[\r\n]+ : white space through its last line end; 0 if it has none.
std::size_t lines(const Cursor& cursor, std::size_t at) {
  std::size_t end = 0;
  for (Cursor::Char c = cursor.at(at); c.is(kSpace); c = cursor.at(at)) {
    at += c.size;
    if (is_line_end(cursor.byte(at - c.size))) end = at;
  }
  return end;
}

template <int kMostDigits>
std::size_t llama_word(const Cursor& cursor, std::size_t at) {
  if (cursor.byte(at) == '\'') {
    const std::size_t size = contraction(cursor, at, '\x20');
    if (size > 0) return at + size;
  }
  const Cursor::Char c = cursor.at(at);
  if (c.is(kLetter)) return cursor.run(at + c.size, kLetter);
  if (c.is(kNumber)) {
    std::size_t end = at + c.size;
    for (int digits = 1; digits < kMostDigits && cursor.at(end).is(kNumber); ++digits)
      end += cursor.at(end).size;
    return end;
  }
  if (!is_line_end(cursor.byte(at)) && cursor.at(at + c.size).is(kLetter))
    return cursor.run(at + c.size, kLetter);
  const std::size_t start = cursor.byte(at) == ' ' ? at + 1 : at;
  if (cursor.at(start).other()) {
    std::size_t end = cursor.run_of_others(start);
    while (is_line_end(cursor.byte(end))) ++end;
    return end;
  }
  const std::size_t line_end = lines(cursor, at);
  return line_end > 0 ? line_end : white_space(cursor, at);
}

template <std::size_t (*kWord)(const Cursor&, std::size_t)>
void scan(std::string_view text, Span range, std::vector<Span>& words) {
  const Cursor cursor(text, range.end);
  for (std::size_t at = range.begin; at < range.end;) {
    const std::size_t end = kWord(cursor, at);
    words.push_back({at, end});
    at = end;
  }
}

}  // namespace

Scanner scanner_of(std::string_view expression) {
  if (expression == kGpt2Expression) return &scan<&gpt2_word>;
  if (expression == kLlama3Expression) return &scan<&llama_word<3>>;
  if (expression == kQwen2Expression) return &scan<&llama_word<1>>;
  return nullptr;
}

}  // namespace millrace::text
