// Real files of every template: how many rows are taken in. Skipped with words where the test data
// is not there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "io/test_folder.h"
#include "rows/import_files.h"

namespace millrace::rows {
namespace {

struct File {
  const char* path;
  const char* of;
  int accepted, rejected;
  const char* schema = "";
};

class RealImports : public testing::TestWithParam<File> {};

std::filesystem::path data_folder() {
  if (const char* set = std::getenv("MILLRACE_TEST_DATA")) return set;
  const char* source = std::getenv("MILLRACE_SOURCE_DIR");
  return std::filesystem::path(source == nullptr ? "." : source) / "../shared/data";
}

TEST_P(RealImports, AreTakenInWhole) {
  const File& file = GetParam();
  const auto path = std::filesystem::absolute(data_folder() / file.path);
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path << ": set MILLRACE_TEST_DATA";
  io::FileSystem& files = io::system_files();
  const io::TestFolder folder;
  ASSERT_TRUE(files.make_directories(folder / "images"));
  const ImportPlaces places{{folder / "a.rows", folder / "bad", parse_schema(file.schema)},
                            folder / "images",
                            folder / "scratch"};
  const auto facts = import_files(files, *find_template(file.of), {{{path, path.filename()}}, ""},
                                  places, [](std::uint64_t) { return Result<void>(); });
  ASSERT_TRUE(facts) << facts.error().to_string();
  const std::string first =
      facts->rejected.empty() ? "" : facts->rejected[0].field + ": " + facts->rejected[0].reason;
  EXPECT_EQ(facts->accepted, file.accepted) << first;
  EXPECT_EQ(facts->rejected_total, file.rejected) << first;
}

INSTANTIATE_TEST_SUITE_P(
    All, RealImports,
    testing::Values(File{"platform_samples/instruction_zh.jsonl", "instruction", 1000, 0},
                    File{"platform_samples/multi_turn_messages.jsonl", "multi_turn", 200, 0},
                    File{"platform_samples/qa_pairs.json", "qa", 201, 0},
                    File{"platform_samples/qa_pairs.jsonl", "qa", 201, 0},
                    File{"platform_samples/vision_chat.zip", "image_understanding", 6, 0},
                    File{"pref_samples/pku_saferlhf_5rows.jsonl", "ranking", 5, 0},
                    File{"pref_samples/dpo_zh_unlabelled.jsonl", "ranking", 75, 0},
                    File{"pref_samples/dpo_en_3to4_responses.jsonl", "ranking", 75, 0},
                    File{"sft_alpaca_zh/zh-data-part-00.json", "instruction", 10015, 6},
                    File{"sft_llamafactory/alpaca_zh_demo.json", "instruction", 1000, 0},
                    File{"chat_fastchat/dummy_conversation.json", "multi_turn", 500, 0, "sharegpt"},
                    File{"sft_gsm8k/train.jsonl", "qa", 7473, 0},
                    File{"sft_gsm8k/train.jsonl", "instruction", 7473, 0, "qa"}));

}  // namespace
}  // namespace millrace::rows
