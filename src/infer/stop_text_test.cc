#include "infer/stop_text.h"

#include <gtest/gtest.h>

#include "base/rng.h"

namespace millrace::infer {
namespace {

// The plain reading: after each character, does the text end with a stop string?
std::pair<std::string, bool> naive(const std::string& text, const std::vector<std::string>& stops) {
  for (std::size_t end = 1; end <= text.size(); ++end) {
    std::size_t longest = 0;
    for (const std::string& stop : stops)
      if (text.substr(0, end).ends_with(stop)) longest = std::max(longest, stop.size());
    if (longest > 0) return {text.substr(0, end - longest), true};
  }
  return {text, false};
}

TEST(StopText, AgreesWithThePlainReadingHoweverTextIsCut) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE(seed);
    base::SeededRng rng(seed);
    const auto word = [&](std::uint64_t longest) {
      std::string text;
      for (std::uint64_t i = 1 + rng.below(longest); i > 0; --i)
        text += static_cast<char>('a' + rng.below(2));
      return text;
    };
    std::vector<std::string> stops;
    for (std::uint64_t i = rng.below(4); i > 0; --i) stops.push_back(word(5));
    const std::string text = word(20);
    StopText stop(stops);
    std::string shown;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = 1 + rng.below(4);
      shown += stop.push(std::string_view(text).substr(at, size));
      at += size;
    }
    const bool matched = stop.matched().has_value();
    shown += stop.finish();
    const auto [expected, ended] = naive(text, stops);
    ASSERT_EQ(shown, expected);
    ASSERT_EQ(matched, ended);
  }
}

TEST(StopText, HoldsBackOnlyWhatMayBecomeAStopString) {
  StopText stop({"</end>"});
  EXPECT_EQ(stop.push("one <"), "one ");
  EXPECT_EQ(stop.push("b"), "<b");
  EXPECT_EQ(stop.push("> two </en"), "> two ");
  EXPECT_EQ(stop.push("d> three"), "");
  EXPECT_EQ(stop.matched(), "</end>");
  EXPECT_EQ(stop.push("four"), "");
}

}  // namespace
}  // namespace millrace::infer
