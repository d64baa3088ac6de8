// What is fetched once is shared, bounded, and never half, whatever is cut when.
#include "objects/content_cache.h"

#include <gtest/gtest.h>

#include "io/fake_file_system.h"
#include "objects/folder_store.h"

namespace millrace::objects {
namespace {

constexpr std::uint64_t kSize = 40;

// A store of one object that counts what is read of it.
class OneObject final : public ObjectStore {
 public:
  std::string text = std::string(kSize, 'x');
  std::uint64_t given = 0;
  std::optional<std::uint64_t> cut_at{};  // the connection breaks there
  std::string md5{};

  ObjectInfo info() const { return {.key = "k", .size = text.size(), .etag = "e"}; }
  Result<Conditions> conditions() override { return Conditions::kNone; }
  Result<ObjectInfo> stat(const std::string&) override { return info(); }
  Result<ObjectInfo> get(const std::string&, const GetOptions& options, const Sink& sink) override {
    for (std::uint64_t at = options.range.offset; at < text.size(); at += 8) {
      if (cut_at && at >= *cut_at) return fail(ErrorCode::kUnavailable, "cut");
      TRY(sink(std::string_view(text).substr(at, 8)));
      given += 8;
    }
    ObjectInfo out = info();
    out.md5 = md5;
    return out;
  }
  Result<ObjectInfo> put(const std::string&, Source&, const PutOptions&) override { return info(); }
  Result<ListPage> list(const ListQuery&) override { return ListPage{.objects = {info()}}; }
  Result<void> remove(const std::string&) override { return {}; }
  Result<void> find_folder(const std::string&) override { return {}; }
};

class ContentCacheTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(files_.make_directories("/run")); }
  CacheOptions options(std::int64_t bytes = 1'000, std::string boot = "b1") {
    return {.folder = "/cache",
            .max_bytes = bytes,
            .boot = std::move(boot),
            .in_use = [this](const std::string& path) { return used_.contains(path); }};
  }
  Result<void> take(ContentCache& cache, const std::string& into, const ObjectInfo& object) {
    done_ = 0;
    return cache.take(store_, "s", object, into, {cancelled_, done_});
  }
  Result<void> take(ContentCache& cache, const std::string& into) {
    return take(cache, into, store_.info());
  }
  std::string read(const std::string& path) {
    auto text = io::read_file(files_, path);
    return text ? *text : text.error().message;
  }

  io::FakeFileSystem files_;
  OneObject store_;
  std::set<std::string> used_;
  std::atomic<bool> cancelled_{false};
  std::atomic<std::int64_t> done_{0};
};

TEST_F(ContentCacheTest, TheSecondRunFetchesNothing) {
  ContentCache cache(files_, options());
  ASSERT_TRUE(cache.open());
  ASSERT_TRUE(take(cache, "/run/a"));
  EXPECT_EQ(done_, std::int64_t{kSize});
  ASSERT_TRUE(take(cache, "/run/b"));
  EXPECT_EQ(done_, std::int64_t{kSize});
  EXPECT_EQ(read("/run/b"), store_.text);
  EXPECT_EQ(store_.given, kSize);
  ObjectInfo changed = store_.info();
  changed.etag = "other";
  ASSERT_TRUE(take(cache, "/run/c", changed));
  EXPECT_EQ(store_.given, 2 * kSize) << "another ETag is another object";
  EXPECT_EQ(files_.list("/cache/content")->size(), 1u) << "but the same content";
}

TEST_F(ContentCacheTest, GoesOnWhereItWasKilledButNotAcrossAStartOfTheMachine) {
  for (const std::string boot : {"b1", "b2"}) {
    store_.given = 0;
    store_.cut_at = 16;
    ObjectInfo object = store_.info();
    object.etag = boot;
    {
      ContentCache killed(files_, options());
      ASSERT_TRUE(killed.open());
      EXPECT_EQ(take(killed, "/run/" + boot, object).error().message, "cut");
    }
    store_.cut_at.reset();
    ContentCache cache(files_, options(1'000, boot));
    ASSERT_TRUE(cache.open());
    ASSERT_TRUE(take(cache, "/run/" + boot, object));
    EXPECT_EQ(read("/run/" + boot), store_.text);
    EXPECT_EQ(store_.given, boot == "b1" ? kSize : 16 + kSize);
  }
}

TEST_F(ContentCacheTest, WhatIsNotWhatTheStoreSaysIsRefused) {
  ContentCache cache(files_, options());
  ASSERT_TRUE(cache.open());
  store_.md5 = "00000000000000000000000000000000";
  EXPECT_EQ(take(cache, "/run/a").error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(io::exists(files_, "/run/a"));
  store_.md5 = "";
  ObjectInfo longer = store_.info();
  longer.size += 1;
  EXPECT_EQ(take(cache, "/run/a", longer).error().code, ErrorCode::kCorrupt);
  EXPECT_TRUE(take(cache, "/run/a")) << "and nothing of it is left";
}

TEST_F(ContentCacheTest, TheLongestUnusedGoesAndNothingThatIsInUse) {
  ContentCache cache(files_, options(2 * std::int64_t{kSize}));
  ASSERT_TRUE(cache.open());
  std::vector<std::string> content;
  for (const char c : {'a', 'b', 'c'}) {
    store_.text = std::string(kSize, c);
    ObjectInfo object = store_.info();
    object.etag = std::string(1, c);
    ASSERT_TRUE(take(cache, std::string("/run/") + c, object));
  }
  const auto before = *files_.list("/cache/content");
  for (const auto& name : before) used_.insert("/cache/content/" + name);
  ASSERT_TRUE(cache.trim());
  EXPECT_EQ(files_.list("/cache/content")->size(), 3u) << "all are in use";
  used_.clear();
  ASSERT_TRUE(cache.trim());
  EXPECT_EQ(files_.list("/cache/content")->size(), 2u);
  EXPECT_EQ(files_.list("/cache/known")->size(), 2u);
}

TEST_F(ContentCacheTest, GivenUpInTheMiddle) {
  ContentCache cache(files_, options());
  ASSERT_TRUE(cache.open());
  cancelled_ = true;
  EXPECT_EQ(take(cache, "/run/a").error().code, ErrorCode::kCancelled);
}

TEST_F(ContentCacheTest, APowerCutAtAnyOperationLeavesNothingHalf) {
  for (std::uint64_t n = 1;; ++n) {
    io::FakeFileSystem files;
    ASSERT_TRUE(files.make_directories("/run"));
    ASSERT_TRUE(files.sync_directory("/"));
    const std::uint64_t from = files.operations();
    files.cut_power_at(from + n);
    {
      ContentCache cache(files, options());
      if (cache.open()) [[maybe_unused]]
        const auto cut = cache.take(store_, "s", store_.info(), "/run/a", {cancelled_, done_});
    }
    if (files.has_power()) break;
    files.restart(io::FakeFileSystem::Survive::kSynced);
    ContentCache cache(files, options(1'000, "b2"));
    ASSERT_TRUE(cache.open()) << n;
    const auto again = cache.take(store_, "s", store_.info(), "/run/b", {cancelled_, done_});
    ASSERT_TRUE(again) << n << ": " << again.error().to_string();
    EXPECT_EQ(*io::read_file(files, "/run/b"), store_.text) << n;
  }
}

}  // namespace
}  // namespace millrace::objects
