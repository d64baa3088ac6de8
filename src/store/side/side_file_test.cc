#include "store/side/side_file.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/thread.h"
#include "io/file_system.h"
#include "io/test_folder.h"

namespace millrace::store {
namespace {

constexpr std::string_view kFirst[] = {"CREATE TABLE t(k INTEGER PRIMARY KEY, v TEXT NOT NULL)"};
constexpr std::string_view kSecond[] = {kFirst[0], "CREATE TABLE u(k INTEGER PRIMARY KEY)"};

Result<void> put(SideFile& file, std::int64_t key) {
  return file.write([&](Connection& c) -> Result<void> {
    TRY(c.execute("INSERT INTO t(k, v) VALUES(?, ?)", {key, "x"}));
    return {};
  });
}

Result<std::int64_t> count(SideFile& file) {
  std::int64_t n = -1;
  TRY(file.read([&](Connection& c) {
    return c.query("SELECT count(*) FROM t", {}, [&](const Row& row) -> Result<void> {
      n = row.integer(0);
      return {};
    });
  }));
  return n;
}

TEST(SideFile, keeps_what_was_written_and_undoes_what_failed) {
  io::TestFolder folder;
  base::FakeClock clock;
  {
    SideFile file(folder / "m.db", kFirst, clock);
    ASSERT_TRUE(put(file, 1));
    const auto failed = file.write([&](Connection& c) -> Result<void> {
      TRY(c.execute("INSERT INTO t(k, v) VALUES(2, 'x')", {}));
      return fail(ErrorCode::kCancelled, "no");
    });
    EXPECT_EQ(failed.error().code, ErrorCode::kCancelled);
    EXPECT_EQ(put(file, 1).error().code, ErrorCode::kAlreadyExists);
  }
  SideFile again(folder / "m.db", kSecond, clock);  // an older file gets the newer tables
  EXPECT_EQ(*count(again), 1);
  EXPECT_TRUE(again.write([](Connection& c) { return c.script("INSERT INTO u VALUES(1)"); }));
}

TEST(SideFile, refuses_a_newer_file_and_leaves_it_alone) {
  io::TestFolder folder;
  base::FakeClock clock;
  {
    SideFile file(folder / "m.db", kSecond, clock);
    ASSERT_TRUE(put(file, 1));
  }
  SideFile older(folder / "m.db", kFirst, clock);
  EXPECT_EQ(put(older, 2).error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(io::exists(io::system_files(), folder / "m.db.broken"));
}

TEST(SideFile, sets_a_file_aside_that_is_none) {
  io::TestFolder folder;
  base::FakeClock clock;
  const std::string path = folder / "m.db";
  ASSERT_TRUE(io::replace_file(io::system_files(), path, std::string(8192, '?')));
  SideFile file(path, kFirst, clock);
  ASSERT_TRUE(put(file, 1));
  EXPECT_EQ(*count(file), 1);
  EXPECT_EQ(*io::read_file(io::system_files(), path + ".broken"), std::string(8192, '?'));
}

TEST(SideFile, begins_anew_when_pages_turn_out_broken) {
  io::TestFolder folder;
  base::FakeClock clock;
  const std::string path = folder / "m.db";
  {
    SideFile file(path, kFirst, clock);
    ASSERT_TRUE(file.write([](Connection& c) -> Result<void> {
      for (std::int64_t i = 0; i < 5'000; ++i)
        TRY(c.execute("INSERT INTO t(k, v) VALUES(?, ?)", {i, std::string(100, 'x')}));
      return {};
    }));
  }
  auto bytes = *io::read_file(io::system_files(), path);
  std::fill(bytes.begin() + 4096, bytes.end(), '\x5a');  // all but the page with the schema
  ASSERT_TRUE(io::replace_file(io::system_files(), path, bytes));
  SideFile file(path, kFirst, clock);
  const auto sum = [&] {
    return file.read([](Connection& c) {
      return c.query("SELECT sum(length(v)) FROM t", {},
                     [](const Row&) -> Result<void> { return {}; });
    });
  };
  const auto first = sum();
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(sum());
  ASSERT_TRUE(put(file, 1));
  EXPECT_EQ(*count(file), 1);
}

TEST(SideFile, tries_again_after_a_while_when_it_cannot_be_opened) {
  io::TestFolder folder;
  base::FakeClock clock;
  SideFile file(folder / "not/there/m.db", kFirst, clock);
  EXPECT_FALSE(put(file, 1));
  ASSERT_TRUE(io::system_files().make_directories(folder / "not/there"));
  EXPECT_EQ(put(file, 1).error().code, ErrorCode::kUnavailable);  // not asked each time
  clock.advance(base::Duration(30'000));
  EXPECT_TRUE(put(file, 1));
}

TEST(SideFile, readers_and_writers_at_once) {
  io::TestFolder folder;
  base::FakeClock clock;
  SideFile file(folder / "m.db", kFirst, clock);
  ASSERT_TRUE(put(file, 0));
  std::atomic<int> failures = 0;
  {
    std::vector<base::Thread> threads;
    for (int w = 0; w < 2; ++w)
      threads.emplace_back("writer", [&, w] {
        for (int i = 0; i < 50; ++i) failures += put(file, 1 + w * 1'000 + i) ? 0 : 1;
      });
    for (int r = 0; r < 3; ++r)
      threads.emplace_back("reader", [&] {
        std::int64_t seen = 0;
        for (int i = 0; i < 50; ++i) {
          const auto n = count(file);
          if (!n || *n < seen)
            ++failures;
          else
            seen = *n;
        }
      });
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(*count(file), 101);
}

}  // namespace
}  // namespace millrace::store
