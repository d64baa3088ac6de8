#include "train/text_rows.h"

#include <gtest/gtest.h>

#include "io/fake_file_system.h"
#include "text/byte_tokenizer.h"
#include "train/data_files.h"

namespace millrace::train {
namespace {

class TextRows : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(fs_.make_directories("/model"));
    put("/model/tokenizer.json", text::byte_tokenizer({{"<|im_start|>"}, {"<|im_end|>"}}, 128));
  }
  void put(const std::string& path, std::string_view text) {
    (void)fs_.remove(path);
    auto file = fs_.open(path, io::FileSystem::Open::kCreate);
    ASSERT_TRUE(file && (*file)->append(text));
  }
  Result<DataSet> read(std::string_view text) {
    put("/rows.jsonl", text);
    return read_data(fs_, "/model", {"/rows.jsonl"}, {.seq_len = 512});
  }
  // What is learnt of an example, as text.
  static std::string learnt(const Examples& examples, std::size_t i) {
    std::string out;
    for (const std::int32_t label : examples.labels(i))
      if (label >= 0) out += label < 128 ? std::string(1, static_cast<char>(label)) : "*";
    return out;
  }
  io::FakeFileSystem fs_;
};

TEST_F(TextRows, OnlyRepliesAreLearnt) {
  const auto data = read(R"({"instruction":"Say hi","input":"","output":"hi there"})"
                         "\n"
                         R"({"instruction":"Add","input":"1 2","output":"3"})");
  ASSERT_TRUE(data) << data.error().message;
  ASSERT_EQ(data->examples->size(), 2u);
  EXPECT_EQ(learnt(*data->examples, 0).substr(0, 9), "hi there*");
  EXPECT_EQ(learnt(*data->examples, 1).substr(0, 2), "3*");
  EXPECT_EQ(data->renderer_fingerprint.size(), 64u);
  EXPECT_EQ(data->files[0].int_or("rows", 0), 2);
}

TEST_F(TextRows, PlainTextIsLearntWhole) {
  const auto data = read("{\"text\":\"abcde\"}\n");
  ASSERT_TRUE(data) << data.error().message;
  EXPECT_EQ(learnt(*data->examples, 0), "bcde");
}

TEST_F(TextRows, BadRowsAreLeftOutInWords) {
  const auto data = read(R"({"instruction":"a","output":"b"})"
                         "\n{broken\n"
                         R"({"instruction":"c"})"
                         "\n"
                         R"({"instruction":"d","output":"e"})");
  ASSERT_TRUE(data) << data.error().message;
  EXPECT_EQ(data->examples->counts().used, 2);
  EXPECT_EQ(data->examples->counts().bad, 2);
  std::string said;
  for (const auto& line : data->said) said += line + "\n";
  EXPECT_NE(said.find("rows.jsonl row 2 is left out"), std::string::npos) << said;
  EXPECT_NE(said.find("rows.jsonl row 3 is left out: output"), std::string::npos) << said;
}

TEST_F(TextRows, WithoutATokenizerThereIsNoText) {
  ASSERT_TRUE(fs_.remove("/model/tokenizer.json"));
  const auto data = read(R"({"instruction":"a","output":"b"})");
  ASSERT_FALSE(data);
  EXPECT_NE(data.error().message.find("no tokenizer.json"), std::string::npos);
  EXPECT_TRUE(read("{\"ids\":[1,2,3]}"));  // tokens need none
}

}  // namespace
}  // namespace millrace::train
