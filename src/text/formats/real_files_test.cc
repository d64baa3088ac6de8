// Real datasets of every format: how many rows are read and in which format. Skipped with words
// where the test data is not there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "text/formats/example_reader.h"

namespace millrace::text {
namespace {

struct File {
  const char* path;
  DatasetFormat format;
  int examples;
};

class RealFiles : public testing::TestWithParam<File> {};

std::filesystem::path data_folder() {
  if (const char* set = std::getenv("MILLRACE_TEST_DATA")) return set;
  const char* source = std::getenv("MILLRACE_SOURCE_DIR");
  return std::filesystem::path(source == nullptr ? "." : source) / "../shared/data";
}

TEST_P(RealFiles, AreReadWhole) {
  const auto path = data_folder() / GetParam().path;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path << ": set MILLRACE_TEST_DATA";
  std::ifstream file(path, std::ios::binary);
  auto reader = ExampleReader::open(
      [&](char* buffer, std::size_t size) -> Result<std::size_t> {
        file.read(buffer, static_cast<std::streamsize>(size));
        return static_cast<std::size_t>(file.gcount());
      },
      {.kind = file_kind_of_name(path.string())});
  ASSERT_TRUE(reader.has_value());
  int examples = 0;
  std::string first_error;
  while (true) {
    auto next = reader->next();
    ASSERT_TRUE(next.has_value()) << next.error().message;
    if (!*next) break;
    if (const auto* error = std::get_if<RowError>(&**next)) {
      if (first_error.empty()) first_error = error->field + " " + error->reason;
    } else {
      ++examples;
    }
  }
  EXPECT_EQ(examples, GetParam().examples) << first_error;
  EXPECT_EQ(reader->detection()->format, GetParam().format);
}

INSTANTIATE_TEST_SUITE_P(
    All, RealFiles,
    testing::Values(
        File{"sft_alpaca_zh/zh-data-part-00.json", DatasetFormat::kAlpaca, 10015},
        File{"sft_llamafactory/alpaca_zh_demo.json", DatasetFormat::kAlpaca, 1000},
        File{"sft_llamafactory/alpaca_en_demo.json", DatasetFormat::kAlpaca, 999},
        File{"sft_llamafactory/identity.json", DatasetFormat::kAlpaca, 91},
        File{"sft_llamafactory/glaive_toolcall_zh_demo.json", DatasetFormat::kShareGpt, 300},
        File{"sft_llamafactory/dpo_zh_demo.json", DatasetFormat::kPreference, 300},
        File{"sft_llamafactory/kto_en_demo.json", DatasetFormat::kMessages, 300},
        File{"sft_llamafactory/c4_demo.jsonl", DatasetFormat::kText, 300},
        File{"sft_llamafactory/reason_tool_use_demo_50.jsonl", DatasetFormat::kMessages, 50},
        File{"sft_llamafactory/v1_sft_demo.jsonl", DatasetFormat::kMessages, 500},
        File{"sft_llamafactory/v1_dpo_demo.jsonl", DatasetFormat::kPreference, 10},
        File{"sft_gsm8k/train.jsonl", DatasetFormat::kQuestionAnswer, 7473},
        File{"chat_fastchat/dummy_conversation.json", DatasetFormat::kShareGpt, 500},
        File{"platform_samples/instruction_zh.jsonl", DatasetFormat::kAlpaca, 1000},
        File{"platform_samples/multi_turn_messages.jsonl", DatasetFormat::kMessages, 200},
        File{"platform_samples/qa_pairs.json", DatasetFormat::kQuestionAnswer, 201},
        File{"platform_samples/qa_pairs.jsonl", DatasetFormat::kQuestionAnswer, 201},
        File{"pref_samples/pku_saferlhf_5rows.jsonl", DatasetFormat::kPreference, 5},
        File{"pref_samples/dpo_zh_3to4_responses.jsonl", DatasetFormat::kPreference, 0},
        File{"pref_samples/dpo_zh_relevance_only.jsonl", DatasetFormat::kPreference, 150},
        File{"cls_zh_reviews/online_shopping_10_cats.csv", DatasetFormat::kClassification, 57773}));

}  // namespace
}  // namespace millrace::text
