// The templates of real models against what Python's Jinja made of them. Skipped with words where
// the test data is not there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "text/jinja/template.h"

namespace millrace::text::jinja {
namespace {

std::filesystem::path data_folder() {
  const char* set = std::getenv("MILLRACE_TEST_DATA");
  if (set != nullptr) return set;
  const char* source = std::getenv("MILLRACE_SOURCE_DIR");
  return std::filesystem::path(source == nullptr ? "." : source) / "../shared/data";
}

std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class RealTemplates : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = data_folder() / "chat_templates";
    if (!std::filesystem::exists(folder_))
      GTEST_SKIP() << "no templates at " << folder_ << ": set MILLRACE_TEST_DATA";
  }

  json::Value document(const char* name) {
    auto parsed = json::parse(read_all(folder_ / name));
    EXPECT_TRUE(parsed.has_value());
    return std::move(*parsed);
  }

  std::filesystem::path folder_;
};

Inputs inputs_of(const json::Value& messages, const json::Value& render) {
  Inputs inputs;
  inputs.messages = *messages.as_array();
  inputs.variables.append("add_generation_prompt", *render.find("add_generation_prompt"));
  inputs.variables.append("bos_token", render.string_or("bos_token", ""));
  inputs.variables.append("eos_token", render.string_or("eos_token", ""));
  inputs.now = *base::parse_rfc3339("2024-07-26T00:00:00Z");
  return inputs;
}

TEST_F(RealTemplates, AllOfThemParse) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.path().extension() != ".jinja") continue;
    const auto parsed = Template::parse(read_all(entry.path()));
    EXPECT_TRUE(parsed.has_value()) << entry.path() << ": " << parsed.error().message;
    ++count;
  }
  EXPECT_GE(count, 68);
}

TEST_F(RealTemplates, RenderEveryStoredConversationAsPythonDoes) {
  const json::Value renders = document("file_renders.json");
  for (const json::Value& render : *renders.find("renders")->as_array()) {
    const std::string file = render.string_or("template_file", "");
    const std::string name = render.string_or("case", "");
    SCOPED_TRACE(file + " " + name);
    const auto parsed = Template::parse(read_all(folder_ / file));
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
    const json::Value& input = *renders.find("inputs")->find(name);
    Inputs inputs = inputs_of(*input.find("messages"), render);
    if (input.find("tools") != nullptr) inputs.variables.append("tools", *input.find("tools"));
    const auto rendered = parsed->render(inputs);
    if (render.find("error") != nullptr) {
      EXPECT_FALSE(rendered.has_value());
      continue;
    }
    ASSERT_TRUE(rendered.has_value()) << rendered.error().message;
    EXPECT_EQ(rendered->text, render.string_or("expected", "?"));
  }
}

TEST_F(RealTemplates, RenderTheCasesOfOtherEnginesAsPythonDoes) {
  const json::Value cases = document("expected_renders.json");
  for (const json::Value& one : *cases.as_array()) {
    SCOPED_TRACE(one.string_or("name", ""));
    const auto parsed = Template::parse(one.string_or("template", ""));
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
    const auto rendered = parsed->render(inputs_of(*one.find("messages"), one));
    if (one.find("python_jinja2_error") != nullptr) {
      EXPECT_FALSE(rendered.has_value());
      continue;
    }
    ASSERT_TRUE(rendered.has_value()) << rendered.error().message;
    EXPECT_EQ(rendered->text, one.string_or("python_jinja2_render", "?"));
  }
}

}  // namespace
}  // namespace millrace::text::jinja
