#include "ckpt/checkpoint.h"

#include <gtest/gtest.h>

#include "ckpt/writer.h"
#include "io/test_folder.h"

namespace millrace::ckpt {
namespace {

class Checkpoints : public testing::Test {
 protected:
  void save(std::int64_t step) {
    Writer writer(fs_, {.folder = folder_.path()});
    const std::vector<std::byte> bytes(100, static_cast<std::byte>(step));
    ASSERT_TRUE(writer.save({step, {{"w", bytes}}, {}}));
    ASSERT_TRUE(writer.wait());
  }
  std::string file(std::int64_t step, const std::string& name) {
    return folder_ / (folder_of_step(step) + "/" + name);
  }
  std::int64_t newest() {
    const auto found = open_newest(fs_, folder_.path());
    EXPECT_TRUE(found);
    return found->checkpoint ? found->checkpoint->step() : -1;
  }
  io::FileSystem& fs_ = io::system_files();
  io::TestFolder folder_;
};

TEST_F(Checkpoints, NoneIsNone) {
  EXPECT_EQ(newest(), -1);
  EXPECT_TRUE(open_newest(fs_, folder_ / "absent"));
}

TEST_F(Checkpoints, ATornOneIsPassedOverInWords) {
  save(1);
  save(2);
  ASSERT_EQ(newest(), 2);
  ASSERT_TRUE((*fs_.open(file(2, shard_file(0)), io::FileSystem::Open::kReadWrite))->truncate(99));
  EXPECT_EQ(newest(), 1);
  const auto found = open_newest(fs_, folder_.path());
  ASSERT_EQ(found->passed_over.size(), 1u);
  EXPECT_EQ(found->passed_over[0], "step-00000002: shard-00000.bin has 99 bytes of 100");
}

TEST_F(Checkpoints, ChangedBytesAreSeen) {
  save(1);
  save(2);
  ASSERT_TRUE(
      (*fs_.open(file(2, shard_file(0)), io::FileSystem::Open::kReadWrite))->write_at(50, "x"));
  EXPECT_EQ(newest(), 1);
}

TEST_F(Checkpoints, WithoutItsMarkerOrManifestItIsNone) {
  save(1);
  save(2);
  ASSERT_TRUE(fs_.remove(file(2, ".complete")));
  EXPECT_EQ(newest(), 1);
  ASSERT_TRUE(fs_.remove(file(1, "manifest.json")));
  EXPECT_EQ(newest(), -1);
}

TEST_F(Checkpoints, ATornOneOfTheSameStepIsWrittenAgain) {
  save(1);
  ASSERT_TRUE(fs_.remove(file(1, shard_file(0))));
  ASSERT_EQ(newest(), -1);
  save(1);
  EXPECT_EQ(newest(), 1);
}

TEST_F(Checkpoints, WrongNamesAndSizesAreErrors) {
  save(1);
  const auto checkpoint = Checkpoint::open(fs_, folder_ / folder_of_step(1));
  ASSERT_TRUE(checkpoint);
  std::vector<std::byte> bytes(100);
  EXPECT_EQ(checkpoint->read("v", bytes).error().code, ErrorCode::kNotFound);
  bytes.resize(99);
  EXPECT_EQ(checkpoint->read("w", bytes).error().code, ErrorCode::kCorrupt);
}

TEST(Manifest, RefusesWhatDoesNotFit) {
  Manifest manifest{.step = 3,
                    .ranges = {{"a", 0, 10}},
                    .shards = {{shard_file(0), 10, "00"}},
                    .meta = json::Object{{"k", 1}}};
  ASSERT_TRUE(decode_manifest(encode_manifest(manifest)));
  EXPECT_EQ(decode_manifest(encode_manifest(manifest))->ranges[0].bytes, 10u);
  manifest.ranges[0].offset = 1;
  EXPECT_EQ(decode_manifest(encode_manifest(manifest)).error().code, ErrorCode::kCorrupt);
  manifest.ranges[0].offset = 0;
  manifest.shards[0].file = "../shard";
  EXPECT_EQ(decode_manifest(encode_manifest(manifest)).error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(decode_manifest("{}"));
  EXPECT_FALSE(decode_manifest("[1"));
}

}  // namespace
}  // namespace millrace::ckpt
