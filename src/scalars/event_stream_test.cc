#include "scalars/event_stream.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "io/file_system.h"
#include "json/value.h"
#include "scalars/wire.h"

namespace millrace::scalars {
namespace {

using Stream = EventStream::Damage::Stream;

std::string record(std::int64_t step) {
  return frame_record(encode_scalar_event({"loss", step, 1, 0.5}));
}

std::vector<std::int64_t> steps(const std::vector<Scalar>& scalars) {
  std::vector<std::int64_t> out;
  for (const auto& s : scalars) out.push_back(s.step);
  return out;
}

TEST(EventStream, TakesPiecesOfAnySize) {
  const std::string all = frame_record(encode_version_event(1)) + record(1) + record(2) + record(3);
  for (std::size_t piece = 1; piece <= all.size(); ++piece) {
    EventStream stream;
    std::vector<Scalar> out;
    for (std::size_t at = 0; at < all.size(); at += piece)
      stream.push(std::string_view(all).substr(at, piece), out);
    ASSERT_EQ(steps(out), (std::vector<std::int64_t>{1, 2, 3})) << piece;
    EXPECT_EQ(stream.resume_offset(), all.size());
  }
}

TEST(EventStream, WaitsForATruncatedTailAndResumes) {
  const std::string first = record(1), second = record(2);
  for (std::size_t cut = 0; cut < second.size(); ++cut) {
    EventStream stream;
    std::vector<Scalar> out;
    stream.push(first + second.substr(0, cut), out);
    EXPECT_EQ(steps(out), std::vector<std::int64_t>{1});
    EXPECT_EQ(stream.resume_offset(), first.size());
    EXPECT_TRUE(stream.damage().words.empty());
    EventStream later(stream.resume_offset());
    later.push(second, out);
    EXPECT_EQ(steps(out), (std::vector<std::int64_t>{1, 2}));
  }
}

TEST(EventStream, SkipsADamagedRecord) {
  std::string bad = record(2);
  bad[14] ^= 1;
  EventStream stream;
  std::vector<Scalar> out;
  stream.push(record(1) + bad + frame_record("\xff\xff no event") + record(3), out);
  EXPECT_EQ(steps(out), (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(stream.damage().skipped_records, 2U);
  EXPECT_EQ(stream.damage().first_at, record(1).size());
  EXPECT_NE(stream.damage().words.find("checksum"), std::string::npos);
  EXPECT_EQ(stream.damage().stream, Stream::kGoesOn);
}

TEST(EventStream, StopsWhereALengthIsDamaged) {
  std::string bad = record(2);
  bad[0] ^= 1;
  EventStream stream;
  std::vector<Scalar> out;
  stream.push(record(1) + bad + record(3), out);
  stream.push(record(4), out);
  EXPECT_EQ(steps(out), std::vector<std::int64_t>{1});
  EXPECT_EQ(stream.damage().stream, Stream::kStopped);
  EXPECT_EQ(stream.resume_offset(), record(1).size());
}

TEST(EventStream, NeverTakesAFlippedBitForAValue) {
  const std::string good = record(1);
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    EventStream stream;
    std::vector<Scalar> out;
    stream.push(bad, out);
    EXPECT_TRUE(out.empty()) << bit;
    EXPECT_FALSE(stream.damage().words.empty()) << bit;
  }
}

TEST(EventStream, PassesOverHugeRecords) {
  const std::string huge = frame_record(std::string(EventStream::kMaxRecord + 1, 'x'));
  const std::string all = record(1) + huge + record(2);
  EventStream stream;
  std::vector<Scalar> out;
  for (std::size_t at = 0; at < all.size(); at += 100'000)
    stream.push(std::string_view(all).substr(at, 100'000), out);
  EXPECT_EQ(steps(out), (std::vector<std::int64_t>{1, 2}));
  EventStream half;
  half.push(all.substr(0, record(1).size() + 100), out);
  EXPECT_EQ(half.resume_offset(), record(1).size() + huge.size());
}

TEST(EventStream, ReadsARealFile) {
  const char* set = std::getenv("MILLRACE_TEST_DATA");
  const char* source = std::getenv("MILLRACE_SOURCE_DIR");
  const std::string folder =
      (set ? std::string(set) : std::string(source ? source : ".") + "/../shared/data") +
      "/api_tensorboard";
  auto& fs = io::system_files();
  if (!io::exists(fs, folder))
    GTEST_SKIP() << "no real event files: set MILLRACE_TEST_DATA to have them read";
  const auto bytes = io::read_file(fs, folder + "/end_2_end.tfevents");
  const auto text = io::read_file(fs, folder + "/end_2_end.decoded.json");
  ASSERT_TRUE(bytes && text);
  std::vector<Scalar> wanted;
  const auto decoded = json::parse(*text);
  ASSERT_TRUE(decoded);
  for (const auto& event : *decoded->as_array()) {
    const json::Value* summary = event.find("summary");
    if (!summary) continue;
    for (const auto& value : *summary->as_array())
      wanted.push_back({value.string_or("tag", ""), event.int_or("step", 0),
                        event.number_or("wall_time", 0), value.number_or("simple_value", -1)});
  }
  EventStream stream;
  std::vector<Scalar> out;
  stream.push(*bytes, out);
  ASSERT_EQ(out.size(), 24U);
  for (std::size_t i = 0; i < out.size(); ++i) {
    EXPECT_EQ(out[i].tag, wanted[i].tag);
    EXPECT_EQ(out[i].step, wanted[i].step);
    EXPECT_EQ(out[i].value, wanted[i].value);
    EXPECT_NEAR(out[i].wall_time, wanted[i].wall_time, 1e-5);
  }
  EXPECT_TRUE(stream.damage().words.empty());
}

}  // namespace
}  // namespace millrace::scalars
