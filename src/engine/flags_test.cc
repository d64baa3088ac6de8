#include "engine/flags.h"

#include <gtest/gtest.h>

namespace millrace::engine {
namespace {

const std::vector<Flag> kKnown = {{"model", "DIR", "the model folder", Flag::Need::kRequired},
                                  {"data", "FILE…", "rows"},
                                  {"max-tokens", "N", "how many"},
                                  {"json", "", "print JSON"}};

TEST(Flags, ValuesSwitchesAndLists) {
  const auto flags = Flags::parse(
      kKnown, {"--model", "m", "--data", "a", "b", "--json", "--max-tokens=7", "--data", "c"});
  ASSERT_TRUE(flags) << flags.error().message;
  EXPECT_EQ(*flags->get("model"), "m");
  EXPECT_EQ(flags->all("data"), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(flags->has("json"));
  EXPECT_EQ(*flags->integer("max-tokens", 1), 7);
  EXPECT_EQ(flags->get_or("other", "x"), "x");
}

TEST(Flags, RefusesWithWords) {
  const auto refused = [](const std::vector<std::string>& words) {
    const auto flags = Flags::parse(kKnown, words);
    return flags ? std::string("accepted") : flags.error().message;
  };
  EXPECT_EQ(refused({}), "--model DIR is missing");
  EXPECT_EQ(refused({"--model", "m", "--wrong", "1"}), "there is no flag --wrong; see --help");
  EXPECT_EQ(refused({"--model"}), "--model needs DIR");
  EXPECT_EQ(refused({"--model", "m", "--json=1"}), "--json takes no value");
  EXPECT_EQ(refused({"--model", "m", "x"}), "\"x\" follows no flag");
  const auto flags = Flags::parse(kKnown, {"--model", "m", "--max-tokens", "many"});
  ASSERT_TRUE(flags);
  EXPECT_EQ(flags->integer("max-tokens", 1).error().message,
            "--max-tokens: \"many\" is no whole number");
}

}  // namespace
}  // namespace millrace::engine
