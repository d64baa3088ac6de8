#include <gtest/gtest.h>

#include "engine/command.h"
#include "engine/fake_console.h"
#include "io/file_system.h"
#include "io/test_folder.h"
#include "json/value.h"

namespace millrace::engine {
namespace {

struct Folder {
  io::TestFolder path;
  Folder() {
    auto& fs = io::system_files();
    EXPECT_TRUE(
        io::replace_file(fs, path / "text.jsonl",
                         "{\"text\":\"low lower lowest\"}\n{\"text\":\"模型 模型 low\"}\n"));
    EXPECT_TRUE(io::replace_file(fs, path / "chat.jsonl",
                                 R"({"instruction":"newer newer","output":"newest"})"
                                 "\n"
                                 R"({"instruction":"no answer"})"
                                 "\n"));
  }
};

TEST(TokenizerCommand, LearnsFromTextsAndMessages) {
  const Folder folder;
  FakeConsole console;
  ASSERT_EQ(run({"tokenizer", "--data", folder.path / "text.jsonl", folder.path / "chat.jsonl",
                 "--vocab-size", "270", "--special", "<|end|>", "--output", folder.path / "out"},
                console),
            0)
      << console.noted;
  const auto about = json::parse(console.printed);
  ASSERT_TRUE(about) << console.printed;
  EXPECT_EQ(*about->find("rows")->as_int(), 4);
  EXPECT_EQ(*about->find("bad")->as_int(), 1);
  EXPECT_NE(console.noted.find("chat.jsonl row 2 is left out"), std::string::npos) << console.noted;

  FakeConsole encoded;
  encoded.input = {R"({"text":"模型<|end|>"})", R"({"text":"newe"})"};
  ASSERT_EQ(run({"tokenize", "--model", folder.path / "out"}, encoded), 0) << encoded.noted;
  // The six bytes of the first word are one token; the second stood in messages only.
  EXPECT_EQ(encoded.printed, "{\"ids\":[268,269]}\n{\"ids\":[259]}\n");
}

TEST(TokenizerCommand, ErrorsSayWhatIsWrong) {
  const Folder folder;
  FakeConsole small;
  EXPECT_EQ(run({"tokenizer", "--data", folder.path / "text.jsonl", "--vocab-size", "200",
                 "--output", folder.path / "out"},
                small),
            2);
  EXPECT_NE(small.noted.find("the vocabulary must have from 256"), std::string::npos)
      << small.noted;
  FakeConsole absent;
  EXPECT_EQ(
      run({"tokenizer", "--data", folder.path / "none", "--output", folder.path / "out"}, absent),
      3);
}

}  // namespace
}  // namespace millrace::engine
