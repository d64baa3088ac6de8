#include "rows/statistics.h"

#include <gtest/gtest.h>

namespace millrace::rows {
namespace {

TEST(Statistics, LanguagesAreToldByTheirLetters) {
  EXPECT_EQ(language_of("什么是猫科动物 OK?"), "zh");
  EXPECT_EQ(language_of("日本語を勉強します"), "ja");
  EXPECT_EQ(language_of("Größe matters"), "latin");
  EXPECT_EQ(language_of("привет"), "ru");
  EXPECT_EQ(language_of("안녕하세요"), "ko");
  EXPECT_EQ(language_of("123 !?"), "other");
  EXPECT_EQ(language_of("\xFF\xFE"), "other");
}

TEST(Statistics, SpreadsAreOfAllNumbers) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 100; i >= 1; --i) numbers.push_back(i);
  const Spread spread = spread_of(numbers);
  EXPECT_EQ(spread.min, 1);
  EXPECT_EQ(spread.max, 100);
  EXPECT_EQ(spread.p50, 51);
  EXPECT_EQ(spread.p90, 90);
  EXPECT_EQ(spread.mean, 50.5);
  EXPECT_EQ(spread.histogram.bins, std::vector<std::int64_t>(20, 5));
  EXPECT_EQ(spread_of({}).count, 0);
  EXPECT_EQ(spread_of({7, 7}).histogram.bins[0], 2);
}

TEST(Statistics, TextsOfARowAreFoundAtAnyDepth) {
  EXPECT_EQ(texts_of(*json::parse(R"({"a":"x","b":[{"c":"y","d":1}]})")), "x\ny\n");
}

}  // namespace
}  // namespace millrace::rows
