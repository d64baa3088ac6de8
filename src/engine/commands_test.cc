#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "engine/command.h"
#include "engine/fake_console.h"
#include "io/test_folder.h"
#include "json/value.h"

namespace millrace::engine {
namespace {

std::string fixture(const std::string& name) {
  const char* source = std::getenv("MILLRACE_SOURCE_DIR");
  return std::string(source != nullptr ? source : ".") + "/src/model/testdata/" + name;
}

json::Value printed(const std::vector<std::string>& words, std::deque<std::string> input) {
  FakeConsole console;
  console.input = std::move(input);
  EXPECT_EQ(run(words, console), 0) << console.noted;
  const auto value = json::parse(console.printed.substr(0, console.printed.find('\n')));
  EXPECT_TRUE(value) << console.printed;
  return value ? *value : json::Value();
}

TEST(Logits, OfTheLastPosition) {
  const auto answer = printed({"logits", "--model", fixture("qwen2")}, {R"({"ids":[1,2,3]})"});
  EXPECT_EQ(answer.find("logits")->as_array()->size(), 31U);
}

TEST(Logits, ErrorsNameTheLine) {
  FakeConsole console;
  console.input = {R"({"ids":[1]})", "", R"({"ids":[31]})"};
  EXPECT_EQ(run({"logits", "--model", fixture("qwen2")}, console), 2);
  EXPECT_NE(console.noted.find("line 3: token id 31 is outside the vocabulary of 31"),
            std::string::npos)
      << console.noted;
}

TEST(Generate, GoesOnFromAListOfIds) {
  const auto answer =
      printed({"generate", "--model", fixture("qwen2"), "--ids",
               "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18", "--max-tokens", "3", "--json"},
              {});
  const auto again =
      printed({"generate", "--model", fixture("qwen2"), "--ids",
               "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18", "--max-tokens", "3", "--json"},
              {});
  ASSERT_NE(answer.find("ids"), nullptr);
  EXPECT_FALSE(answer.find("ids")->as_array()->empty());
  EXPECT_EQ(json::dump(answer), json::dump(again));
}

TEST(Run, SaysWhatThereIs) {
  FakeConsole console;
  EXPECT_EQ(run({"fly"}, console), 2);
  EXPECT_NE(console.noted.find("there is no command \"fly\""), std::string::npos);
  FakeConsole absent;
  EXPECT_EQ(run({"logits", "--model", "/no/such/folder"}, absent), 3);
  FakeConsole help;
  EXPECT_EQ(run({"logits", "--help"}, help), 0);
  EXPECT_NE(help.noted.find("--model DIR"), std::string::npos);
}

TEST(Convert, MergesAnAdapter) {
  const io::TestFolder folder;
  const auto about = printed({"convert", "--model", fixture("qwen2"), "--adapter",
                              fixture("qwen2/adapter"), "--output", folder / "out"},
                             {});
  EXPECT_EQ(about.string_or("dtype", ""), "F32");
  EXPECT_EQ(about.string_or("architecture", ""), "Qwen2ForCausalLM");
  const std::string line = R"({"ids":[4,5,6]})";
  const auto applied = printed(
      {"logits", "--model", fixture("qwen2"), "--adapter", fixture("qwen2/adapter")}, {line});
  const auto merged = printed({"logits", "--model", folder / "out"}, {line});
  const auto& a = *applied.find("logits")->as_array();
  const auto& b = *merged.find("logits")->as_array();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_NEAR(*a[i].as_double(), *b[i].as_double(), 1e-4);
}

}  // namespace
}  // namespace millrace::engine
