#include "rows/segment.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "io/fake_file_system.h"

namespace millrace::rows {
namespace {

std::string data_of(std::int64_t i) {
  return fmt::format(R"({{"instruction":"number {}","output":"{}"}})", i, std::string(200, 'x'));
}

Result<void> write(io::FileSystem& files, std::int64_t rows, base::WorkerPool* helper = nullptr) {
  TRY(files.make_directories("/d"));
  TRY_ASSIGN(auto writer, SegmentWriter::create(files, "/d/a.rows", helper));
  for (std::int64_t i = 0; i < rows; ++i) TRY(writer.add(data_of(i), i % 2 ? "{\"tags\":[]}" : ""));
  return writer.seal(json::Object{{"rows", rows}});
}

TEST(Segment, GivesEachRowBackWhereverOneBegins) {
  io::FakeFileSystem files;
  ASSERT_TRUE(write(files, 3'000));
  const auto segment = Segment::open(files, "/d/a.rows");
  ASSERT_TRUE(segment) << segment.error().to_string();
  EXPECT_EQ((*segment)->rows(), 3'000);
  EXPECT_EQ((*segment)->summary().int_or("rows", 0), 3'000);
  for (const std::int64_t first : {0, 1, 299, 511, 512, 2'999}) {
    std::int64_t expected = first;
    const auto read = (*segment)->read(first, [&](std::int64_t index, const StoredRow& row) {
      EXPECT_EQ(index, expected);
      EXPECT_EQ(row.data, data_of(expected));
      EXPECT_EQ(row.marks, expected % 2 ? "{\"tags\":[]}" : "");
      ++expected;
      return Result<Flow>(expected - first < 700 ? Flow::kGoOn : Flow::kStop);
    });
    ASSERT_TRUE(read);
    EXPECT_EQ(expected, std::min<std::int64_t>(first + 700, 3'000));
  }
  EXPECT_TRUE((*segment)->read(3'000, [](std::int64_t, const StoredRow&) -> Result<Flow> {
    return fail(ErrorCode::kInternal, "there is none");
  }));
}

TEST(Segment, ACutOfThePowerLeavesAWholeOneOrNone) {
  int cuts = 0;
  for (std::uint64_t n = 1;; ++n) {
    io::FakeFileSystem files;
    files.cut_power_at(n);
    const bool written = write(files, 900).has_value();
    if (files.has_power()) {
      ASSERT_TRUE(written);
      break;
    }
    ++cuts;
    files.restart(io::FakeFileSystem::Survive::kSynced);
    EXPECT_FALSE(Segment::open(files, "/d/a.rows")) << "cut at " << n;
  }
  EXPECT_GT(cuts, 4);
}

TEST(Segment, ASecondThreadChangesNoByte) {
  io::FakeFileSystem alone, helped;
  base::WorkerPool helper("test", 2, 4);
  ASSERT_TRUE(write(alone, 30'000));
  ASSERT_TRUE(write(helped, 30'000, &helper));
  EXPECT_EQ(*io::read_file(alone, "/d/a.rows"), *io::read_file(helped, "/d/a.rows"));
}

TEST(Segment, DamagedBytesAreSeen) {
  io::FakeFileSystem files;
  ASSERT_TRUE(write(files, 900));
  auto file = files.open("/d/a.rows", io::FileSystem::Open::kReadWrite);
  ASSERT_TRUE(file);
  auto before = (*file)->read_at(1'000, 1);
  ASSERT_TRUE(before);
  (*before)[0] = static_cast<char>((*before)[0] ^ 0x40);
  ASSERT_TRUE((*file)->write_at(1'000, *before));
  const auto segment = Segment::open(files, "/d/a.rows");
  ASSERT_TRUE(segment);
  const auto read =
      (*segment)->read(0, [](std::int64_t, const StoredRow&) { return Result<Flow>(Flow::kGoOn); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace millrace::rows
