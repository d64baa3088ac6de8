#include "shim/log_files.h"

#include <gtest/gtest.h>

#include "io/fake_file_system.h"

namespace millrace::shim {
namespace {

struct Log {
  explicit Log(LogLimits limits) {
    EXPECT_TRUE(fs.make_directories("/i"));
    writer.emplace(*LogWriter::open(fs, "/i", limits, clock));
  }
  std::string all() { return reader.read(0, 1 << 20)->bytes; }
  io::FakeFileSystem fs;
  base::FakeClock clock;
  std::optional<LogWriter> writer;
  LogReader reader{fs, "/i"};
};

TEST(LogFiles, NamesTellPositions) {
  EXPECT_EQ(log_piece_name(0x1234), "log.0000000000001234");
  EXPECT_EQ(log_piece_begin("log.0000000000001234"), 0x1234u);
  EXPECT_FALSE(log_piece_begin("log.0000000000001234.times"));
  EXPECT_FALSE(log_piece_begin("log.000000000000123g"));
}

TEST(LogFiles, PiecesEndAtLineEnds) {
  Log log({.segment_bytes = 10, .total_bytes = 1000});
  for (const char* part : {"abc", "defg\n", "h\n", "ijklmn", "op\nqrs", "tuvw\n"})
    log.writer->append(part);
  EXPECT_EQ(log.all(), "abcdefg\nh\nijklmnop\nqrstuvw\n");
  const auto pieces = *log.reader.pieces();
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_EQ(pieces[0].end, 10u);  // "abcdefg\nh\n"
  EXPECT_EQ(pieces[1].begin, 10u);
}

TEST(LogFiles, EndlessLinesAreCut) {
  Log log({.segment_bytes = 8, .total_bytes = 1000});
  log.writer->append(std::string(100, 'x'));
  EXPECT_EQ(log.all().size(), 100u);
  const auto pieces = *log.reader.pieces();
  for (const auto& piece : pieces) EXPECT_LE(piece.end - piece.begin, 16u);
}

TEST(LogFiles, OldestGoAndPositionsStay) {
  Log log({.segment_bytes = 10, .total_bytes = 30});
  for (int i = 0; i < 100; ++i) log.writer->append("line " + std::to_string(1000 + i) + "\n");
  const auto read = *log.reader.read(0, 1 << 20);
  EXPECT_EQ(read.skipped + read.bytes.size(), 1000u);
  EXPECT_LE(read.bytes.size(), 40u);
  EXPECT_TRUE(read.bytes.ends_with("line 1099\n"));
  EXPECT_EQ(log.reader.read(990, 100)->bytes, "line 1099\n");
  EXPECT_EQ(log.reader.read(990, 4)->next, 994u);
  EXPECT_EQ(log.reader.read(1000, 4)->bytes, "");
}

TEST(LogFiles, TailAndSince) {
  Log log({.segment_bytes = 12, .total_bytes = 1000});
  EXPECT_EQ(*log.reader.tail(3), 0u);
  log.writer->append("one\ntwo\n");
  log.clock.advance(base::Duration(5000));
  const auto later = base::unix_ms(log.clock.now());
  log.writer->append("three\nfour\nfive");
  EXPECT_EQ(*log.reader.tail(1), 19u);
  EXPECT_EQ(*log.reader.tail(2), 14u);
  EXPECT_EQ(*log.reader.tail(4), 4u);
  EXPECT_EQ(*log.reader.tail(99), 0u);
  EXPECT_EQ(*log.reader.tail(0), 23u);
  EXPECT_EQ(*log.reader.since(later), 8u);
  EXPECT_EQ(*log.reader.since(later - 1), 8u);
  EXPECT_EQ(*log.reader.since(0), 0u);
  EXPECT_EQ(*log.reader.since(later + 1), 23u);
}

TEST(LogFiles, LongTailCrossesBlocksAndPieces) {
  Log log({.segment_bytes = 50'000, .total_bytes = 10'000'000});
  std::string whole;
  for (int i = 0; i < 30'000; ++i) whole += "number " + std::to_string(100'000 + i) + "\n";
  log.writer->append(whole);
  const auto from = *log.reader.tail(20'000);
  EXPECT_EQ(from, whole.size() - 20'000 * 14);
}

TEST(LogFiles, GoesOnAfterAnotherWriter) {
  Log log({.segment_bytes = 100, .total_bytes = 1000});
  log.writer->append("first\n");
  log.writer.reset();
  log.writer.emplace(*LogWriter::open(log.fs, "/i", {.segment_bytes = 100}, log.clock));
  log.writer->append("second\n");
  EXPECT_EQ(log.all(), "first\nsecond\n");
}

TEST(LogFiles, FullDiskIsSaidOnceThereIsRoom) {
  Log log({.segment_bytes = 1000, .total_bytes = 10'000});
  log.writer->append("before\n");
  log.clock.advance(base::Duration(10));  // within the same second: no time is noted
  log.fs.fail_at(log.fs.operations() + 1, fail(ErrorCode::kExhausted, "no space left"));
  log.writer->append("gone\n");
  log.writer->append("after\n");
  EXPECT_EQ(
      log.all(),
      "before\n[millrace: 5 bytes of output could not be written: the disk was full]\nafter\n");
}

}  // namespace
}  // namespace millrace::shim
