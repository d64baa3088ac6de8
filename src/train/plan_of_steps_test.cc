// Packing, sampling and the learning rate: what is pure.
#include <gtest/gtest.h>

#include <numeric>

#include "train/packing.h"
#include "train/sampler.h"
#include "train/schedule.h"

namespace millrace::train {
namespace {

using protocol::LrSchedule;

TEST(Packing, FillsRowsLongestFirst) {
  const std::vector<std::int64_t> lengths{3, 7, 5, 5, 2, 12};
  const auto rows = pack(lengths, 10);
  EXPECT_EQ(rows, (std::vector<std::vector<std::size_t>>{{5}, {1, 0}, {2, 3}, {4}}));
}

TEST(Packing, WastesLittle) {
  std::vector<std::int64_t> lengths;
  for (int i = 0; i < 1000; ++i) lengths.push_back(5 + i * 37 % 200);
  const auto total = std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
  EXPECT_LE(pack(lengths, 512).size(), static_cast<std::size_t>(total / 512 + total / 5120 + 1));
}

TEST(Packing, SharesAreNearEqual) {
  const std::vector<std::int64_t> lengths{9, 1, 8, 2, 7, 3};
  for (const auto& part : share_out(lengths, 2)) {
    std::int64_t sum = 0;
    for (const std::size_t i : part) sum += lengths[i];
    EXPECT_EQ(sum, 15);
  }
}

TEST(Sampler, EveryExampleOncePerEpoch) {
  Sampler sampler({.examples = 23, .global_batch = 5, .epochs = 2, .seed = 9});
  EXPECT_EQ(sampler.steps_per_epoch(), 5);
  ASSERT_EQ(sampler.total_steps(), 10);
  std::vector<std::vector<std::size_t>> epochs(2);
  for (std::int64_t step = 0; step < 10; ++step)
    for (const std::size_t i : sampler.batch(step))
      epochs[static_cast<std::size_t>(step / 5)].push_back(i);
  EXPECT_NE(epochs[0], epochs[1]);
  for (auto& epoch : epochs) {
    std::sort(epoch.begin(), epoch.end());
    for (std::size_t i = 0; i < 23; ++i) EXPECT_EQ(epoch[i], i);
  }
}

TEST(Sampler, ABatchDependsOnItsNumberOnly) {
  const Sampler::Options options{.examples = 100, .global_batch = 8, .epochs = 3, .seed = 1};
  Sampler forward(options), jumping(options);
  std::vector<std::vector<std::size_t>> batches;
  for (std::int64_t step = 0; step < 30; ++step) batches.push_back(forward.batch(step));
  for (const std::int64_t step : {29, 3, 14, 0, 28})
    EXPECT_EQ(jumping.batch(step), batches[static_cast<std::size_t>(step)]);
  Sampler other({.examples = 100, .global_batch = 8, .epochs = 3, .seed = 2});
  EXPECT_NE(other.batch(0), batches[0]);
}

TEST(Sampler, PartsOfEpochsAndMostSteps) {
  EXPECT_EQ(Sampler({.examples = 100, .global_batch = 10, .epochs = 0.25}).total_steps(), 3);
  EXPECT_EQ(Sampler({.examples = 100, .global_batch = 10, .epochs = 0.01}).total_steps(), 1);
  EXPECT_EQ(
      Sampler({.examples = 100, .global_batch = 10, .epochs = 3, .max_steps = 7}).total_steps(), 7);
}

TEST(Sampler, SplitsForEvaluation) {
  const Split halves = split(100, 0.1, 4);
  EXPECT_EQ(halves.eval.size(), 10u);
  EXPECT_EQ(halves.train.size(), 90u);
  for (const std::size_t i : halves.eval)
    EXPECT_FALSE(std::binary_search(halves.train.begin(), halves.train.end(), i));
  EXPECT_EQ(split(100, 0.1, 4).eval, halves.eval);
  EXPECT_NE(split(100, 0.1, 5).eval, halves.eval);
  EXPECT_TRUE(split(100, 0, 4).eval.empty());
  EXPECT_EQ(split(3, 0.01, 4).eval.size(), 1u);
  EXPECT_TRUE(split(1, 0.5, 4).eval.empty());
}

TEST(Schedule, WarmsUpThenFalls) {
  const auto at = [](std::int64_t step, LrSchedule schedule) {
    return learning_rate_at(step, 100, 1.0, 0.1, schedule);
  };
  EXPECT_DOUBLE_EQ(at(0, LrSchedule::kCosine), 0.1);
  EXPECT_DOUBLE_EQ(at(9, LrSchedule::kCosine), 1.0);
  EXPECT_DOUBLE_EQ(at(10, LrSchedule::kCosine), 1.0);
  EXPECT_NEAR(at(55, LrSchedule::kCosine), 0.5, 1e-12);
  EXPECT_NEAR(at(55, LrSchedule::kLinear), 0.5, 1e-12);
  EXPECT_NEAR(at(99, LrSchedule::kLinear), 1.0 / 90, 1e-12);
  EXPECT_DOUBLE_EQ(at(99, LrSchedule::kConstant), 1.0);
  EXPECT_DOUBLE_EQ(learning_rate_at(0, 1, 0.5, 0, LrSchedule::kCosine), 0.5);
}

}  // namespace
}  // namespace millrace::train
