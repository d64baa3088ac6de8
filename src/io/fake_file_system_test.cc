// The fake must forget as a disk does, else every "cut at each write" test above it proves nothing.
#include "io/fake_file_system.h"

#include <gtest/gtest.h>

namespace millrace::io {
namespace {

using Open = FileSystem::Open;
using Survive = FakeFileSystem::Survive;

void put_synced(FakeFileSystem& fs, const std::string& path, std::string_view bytes) {
  auto file = fs.open(path, Open::kCreate);
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->write_at(0, bytes));
  ASSERT_TRUE((*file)->sync());
  ASSERT_TRUE(fs.sync_directory("/"));
}

TEST(FakeFileSystem, ForgetsWhatWasNotSynced) {
  FakeFileSystem fs;
  put_synced(fs, "/a", "old");
  auto file = fs.open("/a", Open::kReadWrite);
  ASSERT_TRUE((*file)->write_at(0, "new and longer"));
  EXPECT_EQ(*read_file(fs, "/a"), "new and longer");
  ASSERT_TRUE(fs.open("/unsynced", Open::kCreateNew));
  fs.restart(Survive::kSynced);
  EXPECT_EQ(*read_file(fs, "/a"), "old");
  EXPECT_FALSE(exists(fs, "/unsynced"));
  EXPECT_EQ((*file)->append("x").error().code, ErrorCode::kUnavailable);
}

TEST(FakeFileSystem, KeepsEverythingWhenOnlyTheProcessDies) {
  FakeFileSystem fs;
  ASSERT_TRUE(fs.make_directories("/d/e"));
  auto file = fs.open("/d/e/f", Open::kCreateNew);
  ASSERT_TRUE((*file)->append("bytes"));
  fs.restart(Survive::kEverything);
  EXPECT_EQ(*read_file(fs, "/d/e/f"), "bytes");
}

TEST(FakeFileSystem, SyncedFileInUnsyncedFolderIsLost) {
  FakeFileSystem fs;
  auto file = fs.open("/f", Open::kCreateNew);
  ASSERT_TRUE((*file)->append("bytes"));
  ASSERT_TRUE((*file)->sync());
  fs.restart(Survive::kSynced);
  EXPECT_FALSE(exists(fs, "/f"));
}

TEST(FakeFileSystem, TearsUnsyncedWrites) {
  bool torn = false, lost = false, whole = false;
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    FakeFileSystem fs;
    put_synced(fs, "/a", "");
    ASSERT_TRUE((*fs.open("/a", Open::kReadWrite))->append("0123456789"));
    base::SeededRng rng(seed);
    fs.restart(Survive::kSome, &rng);
    const auto size = read_file(fs, "/a")->size();
    (size == 0 ? lost : size == 10 ? whole : torn) = true;
  }
  EXPECT_TRUE(torn && lost && whole);
}

TEST(FakeFileSystem, FailsOneOperationAndGoesOn) {
  FakeFileSystem fs;
  put_synced(fs, "/a", "old");
  fs.fail_at(fs.operations() + 1, fail(ErrorCode::kExhausted, "no space left"));
  auto file = fs.open("/a", Open::kReadWrite);
  EXPECT_EQ((*file)->append("x").error().code, ErrorCode::kExhausted);
  EXPECT_TRUE((*file)->append("y"));
  EXPECT_EQ(*read_file(fs, "/a"), "oldy");
}

// Runs `act` with the power cut at its 1st, 2nd, … operation, and returns how many cuts there were.
template <class Act, class Check>
std::uint64_t cut_everywhere(Survive what, std::uint64_t seed, Act act, Check check) {
  for (std::uint64_t cut = 1;; ++cut) {
    FakeFileSystem fs;
    put_synced(fs, "/state", "old");
    fs.cut_power_at(fs.operations() + cut);
    const bool acknowledged = act(fs);
    if (fs.has_power()) return cut - 1;
    base::SeededRng rng(seed);
    fs.restart(what, &rng);
    check(fs, acknowledged);
  }
}

TEST(ReplaceFile, IsTheOldOrTheNewAtEveryCut) {
  const auto act = [](FileSystem& fs) {
    return replace_file(fs, "/state", "brand new").has_value();
  };
  const auto check = [](FakeFileSystem& fs, bool acknowledged) {
    const auto bytes = read_file(fs, "/state");
    ASSERT_TRUE(bytes) << bytes.error().to_string();
    EXPECT_TRUE(*bytes == "old" || *bytes == "brand new") << *bytes;
    EXPECT_TRUE(!acknowledged || *bytes == "brand new");
  };
  EXPECT_EQ(cut_everywhere(Survive::kSynced, 0, act, check),
            5U);  // make, write, sync, rename, sync
  EXPECT_EQ(cut_everywhere(Survive::kEverything, 0, act, check), 5U);
  for (std::uint64_t seed = 0; seed < 200; ++seed) cut_everywhere(Survive::kSome, seed, act, check);
}

TEST(ReplaceFile, ACarelessReplacementIsCaught) {
  // What replace_file would be without its two fsyncs: the harness above must see it torn.
  bool torn = false;
  const auto act = [](FileSystem& fs) {
    auto file = fs.open("/state.tmp", Open::kCreate);
    return file && (*file)->write_at(0, "brand new").has_value() &&
           fs.rename("/state.tmp", "/state").has_value();
  };
  const auto check = [&](FakeFileSystem& fs, bool) {
    const auto bytes = read_file(fs, "/state");
    torn = torn || !bytes || (*bytes != "old" && *bytes != "brand new");
  };
  for (std::uint64_t seed = 0; seed < 64; ++seed) cut_everywhere(Survive::kSome, seed, act, check);
  EXPECT_TRUE(torn);
}

TEST(ReplaceFile, LeavesNothingBehindWhenAStepFails) {
  for (std::uint64_t step = 1; step <= 4; ++step) {
    FakeFileSystem fs;
    put_synced(fs, "/state", "old");
    fs.fail_at(fs.operations() + step, fail(ErrorCode::kExhausted, "no space left"));
    EXPECT_EQ(replace_file(fs, "/state", "new").error().code, ErrorCode::kExhausted);
    EXPECT_EQ(*fs.list("/"), std::vector<std::string>{"state"});
    EXPECT_EQ(*read_file(fs, "/state"), "old");
  }
}

TEST(FakeFileSystem, RemovesTrees) {
  FakeFileSystem fs;
  ASSERT_TRUE(fs.make_directories("/a/b/c"));
  ASSERT_TRUE(fs.open("/a/b/f", Open::kCreateNew));
  EXPECT_EQ(fs.remove("/a").error().code, ErrorCode::kConflict);
  EXPECT_TRUE(fs.remove_tree("/a"));
  EXPECT_TRUE(fs.remove_tree("/a"));
  EXPECT_TRUE(fs.list("/")->empty());
}

}  // namespace
}  // namespace millrace::io
