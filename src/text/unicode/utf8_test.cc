#include "text/unicode/utf8.h"

#include <gtest/gtest.h>

#include "base/strings.h"

namespace millrace::text {
namespace {

TEST(Utf8, EveryCodePointSurvivesTheRoundTrip) {
  for (char32_t code = 0; code < 0x110000; ++code) {
    if (code >= 0xD800 && code < 0xE000) continue;
    std::string text;
    append_utf8(text, code);
    ASSERT_EQ(valid_prefix(text), text.size()) << static_cast<std::uint32_t>(code);
    const Utf8Char back = decode_valid(text.data());
    ASSERT_EQ(back.code, code);
    ASSERT_EQ(back.size, text.size());
  }
}

// Every two-byte text, and three-byte texts around the borders: valid here is valid there.
TEST(Utf8, AgreesWithTheOtherCheck) {
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second)
      for (const int third : {0x20, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0}) {
        const std::string text{static_cast<char>(first), static_cast<char>(second),
                               static_cast<char>(third)};
        ASSERT_EQ(valid_prefix(text) == text.size(), base::is_utf8(text)) << first << ' ' << second;
      }
}

TEST(Utf8, BrokenBytesBecomeOneReplacementForEachMaximalSubpart) {
  EXPECT_EQ(replace_broken_utf8("ab\xFF"
                                "c"),
            "ab\uFFFDc");
  EXPECT_EQ(replace_broken_utf8("\xE4\xBD"
                                "x"),
            "\uFFFDx");                                                  // cut short: one
  EXPECT_EQ(replace_broken_utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate: three
  EXPECT_EQ(replace_broken_utf8("\xF0\x9F\x98"), "\uFFFD");              // at the end
  EXPECT_EQ(replace_broken_utf8("好"), "好");
}

TEST(Utf8, ACutSequenceIsNotBrokenYet) {
  EXPECT_EQ(utf8_step("\xE4\xBD").kind, Utf8Step::Kind::kCut);
  EXPECT_EQ(utf8_step("\xE4\xBD").size, 2U);
  EXPECT_EQ(utf8_step("\xE4\x20").kind, Utf8Step::Kind::kBroken);
  EXPECT_EQ(utf8_step("\xC0").kind, Utf8Step::Kind::kBroken);
}

}  // namespace
}  // namespace millrace::text
