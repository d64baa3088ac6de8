// Whatever happens while a checkpoint is written, the one before stays whole.
#include "ckpt/writer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/rng.h"
#include "ckpt/checkpoint.h"
#include "io/fake_file_system.h"

namespace millrace::ckpt {
namespace {

using io::FakeFileSystem;
using Survive = FakeFileSystem::Survive;

const std::string kFolder = "/out/checkpoints";

Writer::Options small() {
  return {.folder = kFolder, .buffer_bytes = 16, .shard_bytes = 24, .chunk_bytes = 8};
}

// A state of two ranges of bytes that tell the step.
struct Sample {
  std::vector<std::byte> weights, moments;
  explicit Sample(std::int64_t step)
      : weights(40, static_cast<std::byte>(step)),
        moments(21, static_cast<std::byte>(step + 100)) {}
  State state(std::int64_t step) const {
    return {step, {{"weights", weights}, {"moments", moments}}, json::Object{{"loss", 0.5}}};
  }
};

Result<void> save(Writer& writer, std::int64_t step) {
  const Sample sample(step);
  TRY(writer.save(sample.state(step)));
  return writer.wait();
}

void expect_state(const Checkpoint& checkpoint, std::int64_t step) {
  const Sample wanted(step);
  std::vector<std::byte> weights(wanted.weights.size()), moments(wanted.moments.size());
  ASSERT_EQ(checkpoint.step(), step);
  ASSERT_TRUE(checkpoint.read("weights", weights));
  ASSERT_TRUE(checkpoint.read("moments", moments));
  EXPECT_EQ(weights, wanted.weights);
  EXPECT_EQ(moments, wanted.moments);
}

TEST(Writer, SavesAndReadsBack) {
  FakeFileSystem fs;
  Writer writer(fs, small());
  ASSERT_TRUE(save(writer, 7));
  const auto newest = open_newest(fs, kFolder);
  ASSERT_TRUE(newest && newest->checkpoint);
  expect_state(*newest->checkpoint, 7);
  EXPECT_EQ(newest->checkpoint->meta().find("loss")->as_double()[0], 0.5);
  EXPECT_EQ(fs.list(kFolder + "/step-00000007")->size(), 3u + 2u);  // 61 bytes in shards of 24
}

TEST(Writer, KeepsTheLastAndThePinned) {
  FakeFileSystem fs;
  Writer writer(fs, small());
  writer.pin(2);
  for (std::int64_t step = 1; step <= 5; ++step) ASSERT_TRUE(save(writer, step));
  EXPECT_EQ(*list_steps(fs, kFolder), (std::vector<std::int64_t>{5, 4, 2}));
  writer.pin(5);
  ASSERT_TRUE(save(writer, 6));
  EXPECT_EQ(*list_steps(fs, kFolder), (std::vector<std::int64_t>{6, 5}));
}

TEST(Writer, TheStateMayChangeOnceSaveReturns) {
  FakeFileSystem fs;
  Writer::Options options = small();
  options.buffer_bytes = 1 << 20;
  Writer writer(fs, options);
  Sample sample(3);
  ASSERT_TRUE(writer.save(sample.state(3)));
  std::fill(sample.weights.begin(), sample.weights.end(), std::byte{0});
  ASSERT_TRUE(writer.wait());
  expect_state(*open_newest(fs, kFolder)->checkpoint, 3);
}

// What is left after the power was cut at the n-th operation of saving step 2, with step 1 there.
void cut_everywhere(Survive what, std::uint64_t seed) {
  for (std::uint64_t n = 1;; ++n) {
    FakeFileSystem fs;
    base::SeededRng rng(seed * 1000 + n);
    bool acknowledged = false;
    {
      Writer writer(fs, small());
      ASSERT_TRUE(save(writer, 1));
      ASSERT_TRUE(fs.sync_directory("/out") && fs.sync_directory("/"));
      fs.cut_power_at(fs.operations() + n);
      acknowledged = save(writer, 2).has_value();
    }
    const bool done = fs.has_power();
    fs.restart(what, &rng);
    const auto newest = open_newest(fs, kFolder);
    ASSERT_TRUE(newest && newest->checkpoint) << "cut " << n << " seed " << seed;
    expect_state(*newest->checkpoint, newest->checkpoint->step());
    if (acknowledged) {
      EXPECT_EQ(newest->checkpoint->step(), 2) << "cut " << n;
    }
    Writer next_life(fs, small());
    ASSERT_TRUE(save(next_life, 3)) << "cut " << n;
    expect_state(*open_newest(fs, kFolder)->checkpoint, 3);
    const auto names = fs.list(kFolder);
    for (const auto& name : *names) EXPECT_FALSE(name.ends_with(".tmp")) << name;
    if (done) {
      EXPECT_GT(n, 15u);
      return;
    }
  }
}

TEST(Writer, SurvivesACutAtEveryOperation) {
  cut_everywhere(Survive::kSynced, 0);
  cut_everywhere(Survive::kEverything, 0);
  for (std::uint64_t seed = 1; seed <= 8; ++seed) cut_everywhere(Survive::kSome, seed);
}

TEST(Writer, AFullDiskLeavesTheLastOneWhole) {
  for (std::uint64_t n = 1;; ++n) {
    FakeFileSystem fs;
    Writer writer(fs, small());
    ASSERT_TRUE(save(writer, 1));
    const std::uint64_t before = fs.operations();
    fs.fail_at(before + n, fail(ErrorCode::kExhausted, "no space left on device"));
    const auto saved = save(writer, 2);
    const auto newest = open_newest(fs, kFolder);
    ASSERT_TRUE(newest && newest->checkpoint) << n;
    expect_state(*newest->checkpoint, newest->checkpoint->step());
    if (saved) {
      EXPECT_GT(n, 15u);
      break;
    }
    EXPECT_EQ(saved.error().code, ErrorCode::kExhausted);
    EXPECT_NE(saved.error().message.find("step 2"), std::string::npos);
    ASSERT_TRUE(save(writer, 3)) << n;  // there is room again
    expect_state(*open_newest(fs, kFolder)->checkpoint, 3);
  }
}

}  // namespace
}  // namespace millrace::ckpt
