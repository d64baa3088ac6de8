#include "train/token_rows.h"

#include <gtest/gtest.h>

#include "io/fake_file_system.h"

namespace millrace::train {
namespace {

void put(io::FileSystem& fs, const std::string& path, std::string_view text) {
  auto file = fs.open(path, io::FileSystem::Open::kCreate);
  ASSERT_TRUE(file && (*file)->append(text));
}

TEST(TokenRows, AreExamples) {
  io::FakeFileSystem fs;
  put(fs, "/a.jsonl", "{\"ids\":[1,2,3],\"loss_mask\":[0,0,1]}\n\n{\"ids\":[4,5]}");
  Examples examples({.seq_len = 16});
  ASSERT_TRUE(*has_token_rows(fs, "/a.jsonl"));
  const auto read = read_token_rows(fs, "/a.jsonl", examples);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(examples.size(), 2u);
  EXPECT_EQ(examples.loss_tokens(0), 1);
  EXPECT_EQ(examples.place(1), "a.jsonl row 3");
}

TEST(TokenRows, ErrorsNameTheRow) {
  io::FakeFileSystem fs;
  const auto words = [&](std::string_view text) {
    (void)fs.remove("/a.jsonl");
    put(fs, "/a.jsonl", text);
    Examples examples({.seq_len = 16});
    return read_token_rows(fs, "/a.jsonl", examples).error().message;
  };
  EXPECT_EQ(words("{\"ids\":[1,2]}\n{\"ids\":[1,-2]}"),
            "/a.jsonl row 2: \"ids\" must hold whole numbers from 0");
  EXPECT_NE(words("{\"ids\":[1,2],\"loss_mask\":[1]}").find("as long as"), std::string::npos);
  EXPECT_NE(words("{\"ids\":[1,2]").find("row 1"), std::string::npos);
}

TEST(TokenRows, LinesAcrossReads) {
  io::FakeFileSystem fs;
  const std::string lines = std::string(1'500'000, 'x') + "\n" + std::string(10, 'y') + "\nz";
  put(fs, "/b", lines);
  std::vector<std::size_t> sizes;
  ASSERT_TRUE(for_each_line(fs, "/b", [&](std::int64_t, std::string_view line) -> Result<void> {
    sizes.push_back(line.size());
    return {};
  }));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1'500'000, 10, 1}));
}

}  // namespace
}  // namespace millrace::train
