// The power is cut, or the process killed, at every operation on the disk: the same command then
// ends with the same bytes.
#include <gtest/gtest.h>

#include "clean/pipeline/testing.h"
#include "clean/pipeline/work_folder.h"

namespace millrace::clean {
namespace {

using Survive = io::FakeFileSystem::Survive;

std::string rows() {
  std::string text;
  for (int i = 0; i < 30; ++i)
    text += R"({"text":"row )" + std::to_string(i % 11) + " of " + std::to_string(i % 2) +
            R"( a@b.com"})" + "\n" + (i % 9 == 8 ? "broken\n" : "");
  return text;
}

CleanJob job() {
  CleanJob made = job_of(
      {"clean_email_mapper", "document_deduplicator", R"(text_length_filter={"min_len":12})"});
  made.shard_bytes = 500;
  return made;
}

struct Outcome {
  std::string out, records, rejected;
  bool operator==(const Outcome&) const = default;
};
Outcome outcome(io::FileSystem& files) {
  return {read_or(files, "/out.jsonl"), read_or(files, "/p.jsonl"),
          read_or(files, "/out.jsonl.rejected.jsonl")};
}

void cut_everywhere(Survive survive) {
  io::FakeFileSystem whole;
  write_file(whole, "/in.jsonl", rows());
  ASSERT_TRUE(whole.sync_directory("/"));
  ASSERT_TRUE(run(whole, job()));
  const Outcome expected = outcome(whole);
  ASSERT_NE(expected.out, "");
  base::SeededRng rng(7);
  std::uint64_t cuts = 0;
  for (std::uint64_t n = 1;; ++n, ++cuts) {
    io::FakeFileSystem files;
    write_file(files, "/in.jsonl", rows());
    ASSERT_TRUE(files.sync_directory("/"));
    files.cut_power_at(files.operations() + n);
    static_cast<void>(run(files, job()));
    if (files.has_power()) break;
    files.restart(survive, &rng);
    // What has its name is whole.
    if (io::exists(files, "/out.jsonl")) {
      EXPECT_EQ(read_or(files, "/out.jsonl"), expected.out) << n;
    }
    const auto again = run(files, job());
    ASSERT_TRUE(again) << "cut at " << n << ": " << again.error().message;
    ASSERT_EQ(outcome(files), expected) << "cut at " << n;
    ASSERT_FALSE(io::exists(files, "/out.jsonl.work")) << "cut at " << n;
  }
  EXPECT_GT(cuts, 200U);
}

TEST(CleanCrash, KilledAtEveryOperation) {
  cut_everywhere(Survive::kEverything);
}
TEST(CleanCrash, PowerCutAtEveryOperation) {
  cut_everywhere(Survive::kSynced);
}
TEST(CleanCrash, PowerCutWithTornWrites) {
  cut_everywhere(Survive::kSome);
}

TEST(CleanCrash, FinishedTasksAreNotDoneAgain) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", rows());
  // The last operations of a run put the files together; so all tasks are done when they fail.
  io::FakeFileSystem counted;
  write_file(counted, "/in.jsonl", rows());
  const std::uint64_t before = counted.operations();
  const auto whole = run(counted, job()).value();
  EXPECT_EQ(whole.tasks_found, 0U);
  const std::uint64_t all = counted.operations() - before;
  std::size_t found_most = 0;
  for (std::uint64_t n = 1; n < all; n += 40) {
    io::FakeFileSystem cut;
    write_file(cut, "/in.jsonl", rows());
    cut.cut_power_at(cut.operations() + n);
    ASSERT_FALSE(run(cut, job()));
    cut.restart(Survive::kEverything);
    found_most = std::max(found_most, run(cut, job()).value().tasks_found);
  }
  EXPECT_GT(found_most, 15U);
}

TEST(CleanCrash, DamagedFilesOfTheWorkFolderAreMadeAnew) {
  io::FakeFileSystem files;
  WorkFolder work(files, "/w", "a");
  ASSERT_TRUE(work.open(json::Object{{"plan", 1}}));
  std::map<std::string, std::unique_ptr<StageFile>> made;
  made["rows"] = work.create("t", "rows").value();
  ASSERT_TRUE(made["rows"]->append("some rows"));
  ASSERT_TRUE(work.commit("t", std::move(made), json::Object{{"n", 1}}));
  EXPECT_TRUE(work.find("t", WorkFolder::Check::kWhole).value());
  auto file = files.open(work.path_of("t", "rows"), io::FileSystem::Open::kReadWrite).value();
  ASSERT_TRUE(file->write_at(2, "X"));
  WorkFolder again(files, "/w", "a");
  ASSERT_TRUE(again.open(json::Object{{"plan", 1}}));
  EXPECT_TRUE(again.find("t", WorkFolder::Check::kQuick).value());
  EXPECT_FALSE(again.find("t", WorkFolder::Check::kWhole).value());
  EXPECT_FALSE(again.find("t", WorkFolder::Check::kQuick).value());  // the record is gone
}

}  // namespace
}  // namespace millrace::clean
