// What every store promises, held by each of them.
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>

#include "io/test_folder.h"
#include "json/value.h"
#include "objects/folder_store.h"
#include "objects/object_store.h"
#include "objects/s3_store.h"

namespace millrace::objects {
namespace {

struct Opened {
  std::unique_ptr<ObjectStore> store;
  std::string missing{};  // why there is none
};
struct Maker {
  const char* name;
  Opened (*open)(const std::string& folder, Rng& rng);
};

Opened open_local(const std::string& folder, Rng& rng) {
  return {std::make_unique<FolderStore>(FolderOptions{.root = folder}, rng)};
}

Opened open_posix(const std::string& folder, Rng& rng) {
  const auto mountinfo = [folder]() -> Result<std::string> {
    return "36 22 0:9 / " + folder + " rw - hpfs server:/x rw\n";
  };
  return {std::make_unique<FolderStore>(
      FolderOptions{.root = folder, .mount_point = folder, .mountinfo = mountinfo}, rng)};
}

// The server that the test was started beside (tests/support/rados_gateway.py); a part of the
// bucket for each test.
Opened open_s3_as(Addressing addressing, Rng& rng) {
  const char* told = ::getenv("MILLRACE_TEST_S3");
  if (told == nullptr) return {nullptr, "no S3 server here: the ctest objects_s3 starts one"};
  const auto s3 = json::parse(told);
  CHECK(s3.has_value());
  S3Options options{.endpoint = s3->string_or("endpoint", ""),
                    .bucket = s3->string_or("bucket", ""),
                    .addressing = addressing,
                    .keys = {.access_key = s3->string_or("access_key", ""),
                             .secret_key = s3->string_or("secret_key", ""),
                             .region = "us-east-1"},
                    .prefix = fmt::format("part-{:016x}/", base::system_rng().next()),
                    .part_bytes = 5 << 20};
  if (addressing == Addressing::kVirtualHost)
    options.endpoint.replace(options.endpoint.find("127.0.0.1"), 9, "localhost");
  return {std::make_unique<S3Store>(std::move(options), base::system_clock(), rng)};
}
Opened open_s3(const std::string&, Rng& rng) {
  return open_s3_as(Addressing::kPath, rng);
}
Opened open_s3_host(const std::string&, Rng& rng) {
  return open_s3_as(Addressing::kVirtualHost, rng);
}

class StoreContract : public testing::TestWithParam<Maker> {
 protected:
  void SetUp() override {
    Opened opened = GetParam().open(folder_.path(), rng_);
    if (!opened.store) GTEST_SKIP() << opened.missing;
    store_ = std::move(opened.store);
  }

  Result<ObjectInfo> put(const std::string& key, std::string text, const PutOptions& options = {}) {
    TextSource source(std::move(text));
    return store_->put(key, source, options);
  }
  Result<std::string> get(const std::string& key, const GetOptions& options = {}) {
    std::string out;
    TRY(store_->get(key, options, [&](std::string_view bytes) -> Result<void> {
      out += bytes;
      return {};
    }));
    return out;
  }
  // All pages of at most `limit`: keys and prefixes in order.
  std::vector<std::string> all(ListQuery query) {
    std::vector<std::string> out;
    for (;;) {
      auto page = store_->list(query);
      EXPECT_TRUE(page) << page.error().to_string();
      if (!page) return out;
      EXPECT_LE(page->objects.size() + page->prefixes.size(), query.limit);
      std::vector<std::string> keys = page->prefixes;
      for (const auto& object : page->objects) keys.push_back(object.key);
      std::ranges::sort(keys);
      out.insert(out.end(), keys.begin(), keys.end());
      if (page->next.empty()) return out;
      query.token = page->next;
    }
  }

  io::TestFolder folder_;
  base::SeededRng rng_{7};
  std::unique_ptr<ObjectStore> store_;
};

using Keys = std::vector<std::string>;

TEST_P(StoreContract, WhatWasPutIsThereWholeAndInParts) {
  const auto put_info = put("a/b.txt", "0123456789");
  ASSERT_TRUE(put_info) << put_info.error().to_string();
  EXPECT_EQ(*get("a/b.txt"), "0123456789");
  EXPECT_EQ(*get("a/b.txt", {.range = {.offset = 3, .size = 4}}), "3456");
  EXPECT_EQ(*get("a/b.txt", {.range = {.offset = 8}}), "89");
  EXPECT_EQ(*get("a/b.txt", {.range = {.offset = 8, .size = 100}}), "89");
  EXPECT_EQ(*get("a/b.txt", {.range = {.offset = 10}}), "");
  EXPECT_EQ(*get("a/b.txt", {.range = {.offset = 5, .size = 0}}), "");
  const auto info = store_->stat("a/b.txt");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->size, 10u);
  EXPECT_EQ(info->etag, put_info->etag);
  EXPECT_GT(info->modified_ms, 1'600'000'000'000);
}

TEST_P(StoreContract, EmptyObjectsAndOddNames) {
  for (const std::string key :
       {"empty", "数据/训练 集+1&2=3%41.jsonl", "a~b!c'(d)*e;f:g@h,i$j", "x/#?\"<>\\^`{|}"}) {
    ASSERT_TRUE(put(key, key == "empty" ? "" : key)) << key;
    EXPECT_EQ(*get(key), key == "empty" ? "" : key);
    EXPECT_EQ(all({.prefix = key}), Keys{key});
  }
}

TEST_P(StoreContract, APutReplacesAndARemovalIsIdempotent) {
  const auto first = put("k", "one");
  const auto second = put("k", "three");
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->etag, second->etag);
  EXPECT_EQ(*get("k"), "three");
  EXPECT_TRUE(store_->remove("k"));
  EXPECT_TRUE(store_->remove("k"));
  EXPECT_TRUE(store_->remove("never/was"));
  EXPECT_EQ(get("k").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store_->stat("k").error().code, ErrorCode::kNotFound);
}

TEST_P(StoreContract, AnObjectThatIsAnotherByNowIsNotRead) {
  const auto before = put("k", "one");
  ASSERT_TRUE(before);
  EXPECT_EQ(*get("k", {.etag = before->etag}), "one");
  ASSERT_TRUE(put("k", "other"));
  EXPECT_EQ(get("k", {.etag = before->etag}).error().code, ErrorCode::kConflict);
}

TEST_P(StoreContract, ListsByPrefixDelimiterAndPage) {
  const Keys keys{"a", "d.txt", "d/1", "d/2", "d/e/3", "d/e/4", "d0", "z/9"};
  for (const auto& key : keys) ASSERT_TRUE(put(key, key));
  for (const std::size_t limit :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{100}}) {
    EXPECT_EQ(all({.limit = limit}), keys) << limit;
    EXPECT_EQ(all({.delimiter = "/", .limit = limit}), (Keys{"a", "d.txt", "d/", "d0", "z/"}));
    EXPECT_EQ(all({.prefix = "d/", .delimiter = "/", .limit = limit}),
              (Keys{"d/1", "d/2", "d/e/"}));
    EXPECT_EQ(all({.prefix = "d/", .limit = limit}), (Keys{"d/1", "d/2", "d/e/3", "d/e/4"}));
    EXPECT_EQ(all({.prefix = "d", .delimiter = "/", .limit = limit}), (Keys{"d.txt", "d/", "d0"}));
    EXPECT_EQ(all({.prefix = "nothing", .limit = limit}), Keys{});
  }
}

TEST_P(StoreContract, FoldersAreFound) {
  ASSERT_TRUE(put("train/cats/1.jpg", "x"));
  EXPECT_TRUE(store_->find_folder(""));
  EXPECT_TRUE(store_->find_folder("train"));
  EXPECT_TRUE(store_->find_folder("train/cats"));
  EXPECT_EQ(store_->find_folder("train/cat").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store_->find_folder("train/cats/1.jpg").error().code, ErrorCode::kNotFound);
}

TEST_P(StoreContract, ConditionsHoldOrAreRefused) {
  const PutOptions absent{.when = PutOptions::When::kAbsent};
  const auto conditions = store_->conditions();
  ASSERT_TRUE(conditions) << conditions.error().to_string();
  if (*conditions == Conditions::kNone) {
    EXPECT_EQ(put("k", "one", absent).error().code, ErrorCode::kInvalid);
    return;
  }
  const auto first = put("k", "one", absent);
  ASSERT_TRUE(first) << first.error().to_string();
  EXPECT_EQ(put("k", "two", absent).error().code, ErrorCode::kConflict);
  EXPECT_EQ(*get("k"), "one");
  const auto second = put("k", "two", {.when = PutOptions::When::kMatches, .etag = first->etag});
  ASSERT_TRUE(second) << second.error().to_string();
  EXPECT_EQ(
      put("k", "three", {.when = PutOptions::When::kMatches, .etag = first->etag}).error().code,
      ErrorCode::kConflict);
  EXPECT_EQ(*get("k"), "two");
}

// Larger than a part of an upload, in pieces of odd sizes.
TEST_P(StoreContract, LargeObjectsPassInPieces) {
  class Pieces final : public Source {
   public:
    explicit Pieces(std::size_t size) : left_(size) {}
    Result<std::string> read(std::size_t most) override {
      const std::size_t n = std::min({left_, most, std::size_t{77'777}});
      std::string out(n, '\0');
      for (auto& c : out) c = static_cast<char>(byte_at(at_++));
      left_ -= n;
      return out;
    }
    static int byte_at(std::size_t at) { return static_cast<int>((at * 2'654'435'761U) >> 24); }

   private:
    std::size_t left_, at_ = 0;
  };
  constexpr std::size_t kSize = (20 << 20) + 13;
  Pieces pieces(kSize);
  const auto info = store_->put("large", pieces, {});
  ASSERT_TRUE(info) << info.error().to_string();
  EXPECT_EQ(info->size, kSize);
  std::size_t at = 0;
  bool same = true;
  ASSERT_TRUE(store_->get("large", {}, [&](std::string_view bytes) -> Result<void> {
    for (const char c : bytes) same = same && c == static_cast<char>(Pieces::byte_at(at++));
    return {};
  }));
  EXPECT_TRUE(same);
  EXPECT_EQ(at, kSize);
}

TEST_P(StoreContract, TheSinkMayEndIt) {
  ASSERT_TRUE(put("k", "one"));
  const auto ended = store_->get(
      "k", {}, [](auto) -> Result<void> { return fail(ErrorCode::kCancelled, "enough"); });
  EXPECT_EQ(ended.error().message, "enough");
}

TEST_P(StoreContract, KeysThatAreNoPathsAreRefused) {
  for (const std::string key : {"", "/a", "a/", "a//b", "a/../b", ".", "a/./b", "\xff"}) {
    EXPECT_EQ(put(key, "x").error().code, ErrorCode::kInvalid) << key;
    EXPECT_EQ(get(key).error().code, ErrorCode::kInvalid) << key;
    EXPECT_EQ(store_->remove(key).error().code, ErrorCode::kInvalid) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(All, StoreContract,
                         testing::Values(Maker{"local", open_local}, Maker{"posix", open_posix},
                                         Maker{"s3", open_s3}, Maker{"s3_host", open_s3_host}),
                         [](const auto& made) { return std::string(made.param.name); });

}  // namespace
}  // namespace millrace::objects
