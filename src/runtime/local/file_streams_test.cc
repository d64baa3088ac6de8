#include "runtime/local/file_streams.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file_system.h"
#include "runtime/local/safe_files.h"

namespace millrace::runtime {
namespace {

class FileStreams : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "millrace-streams-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { EXPECT_TRUE(io::system_files().remove_tree(root_)); }
  void put(const std::string& name, const std::string& bytes) {
    auto& fs = io::system_files();
    const std::string path = root_ + "/" + name;
    ASSERT_TRUE(fs.make_directories(path.substr(0, path.find_last_of('/'))));
    auto file = fs.open(path, io::FileSystem::Open::kCreate);
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->truncate(0));
    ASSERT_TRUE((*file)->write_at(0, bytes));
  }
  std::string root_;
};

TEST_F(FileStreams, WholeLinesUntilTheWriterIsGone) {
  EXPECT_EQ(read_lines(root_, "progress", "", 100, Writers::kAlive)->end, Chunk::End::kMoreLater);
  put("progress", "{\"step\":1}\n{\"st");
  const auto first = read_lines(root_, "progress", "", 100, Writers::kAlive);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->bytes, "{\"step\":1}\n");
  EXPECT_EQ(first->next, "11");
  put("progress", "{\"step\":1}\n{\"step\":2}");
  EXPECT_EQ(read_lines(root_, "progress", first->next, 100, Writers::kAlive)->bytes, "");
  const auto last = read_lines(root_, "progress", first->next, 100, Writers::kGone);
  EXPECT_EQ(last->bytes, "{\"step\":2}");
  EXPECT_EQ(last->end, Chunk::End::kEnd);
}

TEST_F(FileStreams, PassesOverALineThatIsTooLong) {
  put("progress", std::string(50, 'x') + "\nok\n");
  std::string cursor, all;
  for (int i = 0; i < 20; ++i) {
    const auto chunk = read_lines(root_, "progress", cursor, 16, Writers::kAlive);
    ASSERT_TRUE(chunk);
    all += chunk->bytes;
    cursor = chunk->next;
  }
  EXPECT_TRUE(all.ends_with("\nok\n")) << all;
  EXPECT_LT(all.size(), 16u);
}

TEST_F(FileStreams, BeginsAgainWhenTheFileWasReplaced) {
  put("progress", "a\nb\nc\n");
  put("progress", "d\n");
  EXPECT_EQ(read_lines(root_, "progress", "6", 100, Writers::kAlive)->bytes, "d\n");
}

TEST_F(FileStreams, ScalarRecordsOfManyGrowingFiles) {
  put("tensorboard/a/events.out.tfevents.1", "12345");
  put("tensorboard/events.out.tfevents.2", "xyz");
  put("tensorboard/notes.txt", "no");
  std::string cursor;
  std::map<std::string, std::string> files;
  for (int i = 0; i < 10; ++i) {
    const auto chunk = read_scalars(root_, "tensorboard", cursor, 4, Writers::kAlive);
    ASSERT_TRUE(chunk);
    cursor = chunk->next;
    const auto records = parse_scalar_records(chunk->bytes);
    ASSERT_TRUE(records);
    for (const auto& record : *records) {
      EXPECT_EQ(record.offset, static_cast<std::int64_t>(files[record.file].size()));
      files[record.file] += record.bytes;
    }
    if (i == 5) put("tensorboard/events.out.tfevents.2", "xyz+more");
  }
  EXPECT_EQ(files, (std::map<std::string, std::string>{{"a/events.out.tfevents.1", "12345"},
                                                       {"events.out.tfevents.2", "xyz+more"}}));
}

TEST_F(FileStreams, FollowsNoTrap) {
  put("secret", "s3cret\n");
  ASSERT_TRUE(io::system_files().make_directories(root_ + "/io"));
  ASSERT_EQ(::symlink("../secret", (root_ + "/io/progress").c_str()), 0);
  ASSERT_EQ(::mkfifo((root_ + "/io/pipe").c_str(), 0600), 0);
  ASSERT_EQ(::symlink("/etc", (root_ + "/io/etc").c_str()), 0);
  const std::string io = root_ + "/io";
  EXPECT_EQ(read_lines(io, "progress", "", 100, Writers::kGone)->bytes, "");
  EXPECT_EQ(read_bytes(io, "pipe", "", 100, Writers::kGone)->bytes, "");
  EXPECT_EQ(read_bytes(io, "etc/passwd", "", 100, Writers::kGone)->bytes, "");
  EXPECT_EQ(read_bytes(io, "../secret", "", 100, Writers::kGone)->bytes, "");
  EXPECT_FALSE(read_beneath(io, "etc/passwd", 0, 10));
  EXPECT_EQ(walk_beneath(io, "", 8, 100)->size(), 0u);
}

}  // namespace
}  // namespace millrace::runtime
