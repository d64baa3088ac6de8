// The splitters written by hand against the expressions that they stand for.
#include "text/tokenizer/scanners.h"

#include <gtest/gtest.h>
#include <unicode/uchar.h>

#include <array>

#include "base/rng.h"
#include "text/tokenizer/regex.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr std::array<std::string_view, 3> kExpressions = {kGpt2Expression, kLlama3Expression,
                                                          kQwen2Expression};

class Splitters {
 public:
  explicit Splitters(std::string_view expression)
      : scanner_(scanner_of(expression)), regex_(Regex::compile(expression).value()) {}

  void expect_equal(const std::string& text) {
    std::vector<Span> by_hand, by_regex;
    scanner_(text, {0, text.size()}, by_hand);
    regex_.each_match(text, work_, [&](Span match) { by_regex.push_back(match); });
    ASSERT_EQ(by_hand, by_regex) << testing::PrintToString(text);
  }

 private:
  Scanner scanner_;
  Regex regex_;
  RegexWork work_;
};

// PCRE2 of Debian 12 knows Unicode 14.
bool known_to_both(char32_t code) {
  UVersionInfo age;
  u_charAge(static_cast<UChar32>(code), age);
  return age[0] > 0 && age[0] <= 14;
}

TEST(Scanners, EveryCharacterBetweenOthers) {
  for (const std::string_view expression : kExpressions) {
    Splitters splitters(expression);
    for (char32_t code = 0; code < 0x110000; ++code) {
      if ((code >= 0xD800 && code < 0xE000) || !known_to_both(code)) continue;
      std::string text = "a";
      append_utf8(text, code);
      text += "'";
      append_utf8(text, code);
      text += " ";
      append_utf8(text, code);
      append_utf8(text, code);
      text += "1\n";
      splitters.expect_equal(text);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(Scanners, RandomTexts) {
  constexpr std::array<std::string_view, 28> kParts = {
      " ",  "  ",      "\n",   "\r\n", "\t",  "\u00A0", "\u3000", "\u2028", "'",  "'s",
      "'S", "'\u017F", "'re",  "'VE",  "'ll", "'lL",    "'t",     "a",      "Zx", "1",
      "23", "\u0663",  "中文", "é",    ".",   "!?",     "\u0301", "😀"};
  base::SeededRng rng(20261123);
  for (const std::string_view expression : kExpressions) {
    Splitters splitters(expression);
    for (int i = 0; i < 20'000; ++i) {
      std::string text;
      for (std::uint64_t n = rng.below(12); n > 0; --n) text += kParts[rng.below(kParts.size())];
      splitters.expect_equal(text);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(Scanners, OtherExpressionsHaveNone) {
  EXPECT_EQ(scanner_of(R"(\w+)"), nullptr);
}

}  // namespace
}  // namespace millrace::text
