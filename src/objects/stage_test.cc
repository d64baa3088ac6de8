#include "objects/stage.h"

#include <gtest/gtest.h>

#include "io/test_folder.h"
#include "objects/folder_store.h"

namespace millrace::objects {
namespace {

class StageTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(files_.make_directories(folder_ / "store"));
    store_ = std::make_unique<FolderStore>(FolderOptions{.root = folder_ / "store"}, rng_);
    cache_ = std::make_unique<ContentCache>(files_, CacheOptions{.folder = folder_ / "cache",
                                                                 .max_bytes = 1 << 20,
                                                                 .boot = "b",
                                                                 .in_use = has_other_names});
    ASSERT_TRUE(cache_->open());
  }
  void put(const std::string& key, const std::string& text) {
    TextSource source(text);
    ASSERT_TRUE(store_->put(key, source, {}));
  }
  Result<void> stage(const std::string& path, const std::string& into) {
    done_ = total_ = 0;
    return stage_folder({.store = *store_, .where = "s", .path = path}, *cache_, files_,
                        folder_ / into, {cancelled_, done_, total_});
  }
  std::string read(const std::string& name) {
    auto text = io::read_file(files_, folder_ / name);
    return text ? *text : text.error().message;
  }

  io::TestFolder folder_;
  io::FileSystem& files_ = io::system_files();
  base::SeededRng rng_{1};
  std::unique_ptr<FolderStore> store_;
  std::unique_ptr<ContentCache> cache_;
  std::atomic<bool> cancelled_{false};
  std::atomic<std::int64_t> done_{0}, total_{0};
};

TEST_F(StageTest, AFolderComesWholeAndIsSharedByItsContent) {
  for (int i = 0; i < 50; ++i)
    put("set/" + std::to_string(i % 7) + "/" + std::to_string(i), "same");
  put("set/empty", "");
  put("other/x", "not wanted");
  ASSERT_TRUE(stage("set", "one"));
  EXPECT_EQ(done_, 200);
  EXPECT_EQ(total_, 200);
  EXPECT_EQ(read("one/3/10"), "same");
  EXPECT_EQ(read("one/empty"), "");
  EXPECT_FALSE(io::exists(files_, folder_ / "one/x"));
  EXPECT_EQ(files_.list(folder_ / "cache/content")->size(), 1u);
  ASSERT_TRUE(stage("set", "two"));
  EXPECT_EQ(read("two/3/10"), "same");
}

TEST_F(StageTest, WhatIsInUseSurvivesASmallBound) {
  cache_ = std::make_unique<ContentCache>(
      files_,
      CacheOptions{
          .folder = folder_ / "cache", .max_bytes = 3, .boot = "b", .in_use = has_other_names});
  put("a/x", "12345");
  put("b/x", "67890");
  ASSERT_TRUE(stage("a", "one"));
  EXPECT_EQ(files_.list(folder_ / "cache/content")->size(), 1u);
  ASSERT_TRUE(files_.remove_tree(folder_ / "one"));
  ASSERT_TRUE(stage("b", "two"));
  EXPECT_EQ(files_.list(folder_ / "cache/content")->size(), 1u) << "the unused one goes";
  EXPECT_EQ(read("two/x"), "67890");
}

TEST_F(StageTest, NotWantedAnyMore) {
  put("set/x", "text");
  cancelled_ = true;
  EXPECT_EQ(stage("set", "one").error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace millrace::objects
