#include "infer/sampling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/rng.h"

namespace millrace::infer {
namespace {

using Logits = std::vector<float>;

SampledToken sample(SamplingOptions options, Logits logits, std::int64_t position = 0,
                    const TokenMask* allowed = nullptr) {
  return Sampler(std::move(options), {}, 9).next(logits, position, allowed);
}
// What comes out over many positions.
std::map<std::int32_t, int> drawn(const SamplingOptions& options, const Logits& logits, int times) {
  std::map<std::int32_t, int> counts;
  Sampler sampler(options, {}, 9);
  for (int i = 0; i < times; ++i) {
    Logits copy = logits;
    ++counts[sampler.next(copy, i, nullptr).id];
  }
  return counts;
}
std::set<std::int32_t> ids(const std::map<std::int32_t, int>& counts) {
  std::set<std::int32_t> result;
  for (const auto& [id, count] : counts) result.insert(id);
  return result;
}

TEST(Sampling, GreedyTakesTheLowestOfEquals) {
  EXPECT_EQ(sample({.temperature = 0}, {1, 5, 5, 2}).id, 1);
  const TokenMask without_one{0b1101};
  EXPECT_EQ(sample({.temperature = 0}, {1, 5, 5, 2}, 0, &without_one).id, 2);
}

TEST(Sampling, DrawsInProportion) {
  const Logits logits{std::log(0.5F), std::log(0.3F), std::log(0.2F)};
  const auto counts = drawn({}, logits, 20000);
  EXPECT_NEAR(counts.at(0) / 20000.0, 0.5, 0.02);
  EXPECT_NEAR(counts.at(2) / 20000.0, 0.2, 0.02);
  // Half the temperature squares the probabilities.
  const auto cold = drawn({.temperature = 0.5}, logits, 20000);
  EXPECT_NEAR(cold.at(0) / 20000.0, 0.25 / 0.38, 0.02);
}

TEST(Sampling, CutsAsDocumented) {
  const Logits logits{std::log(0.1F), std::log(0.4F), std::log(0.2F), std::log(0.3F)};
  using Set = std::set<std::int32_t>;
  EXPECT_EQ(ids(drawn({.top_k = 2}, logits, 500)), (Set{1, 3}));
  EXPECT_EQ(ids(drawn({.top_p = 0.69}, logits, 500)), (Set{1, 3}));
  EXPECT_EQ(ids(drawn({.top_p = 0.71}, logits, 500)), (Set{1, 2, 3}));
  EXPECT_EQ(ids(drawn({.top_p = 0.01}, logits, 500)), (Set{1}));
  EXPECT_EQ(ids(drawn({.min_p = 0.6}, logits, 500)), (Set{1, 3}));
  // top_p counts within what top_k left: 0.4 of 0.7 is more than half.
  EXPECT_EQ(ids(drawn({.top_p = 0.55, .top_k = 2}, logits, 500)), (Set{1}));
}

TEST(Sampling, PartialSelectionAgreesWithSortingAll) {
  base::SeededRng rng(3);
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    Logits logits(3000);
    for (float& logit : logits) logit = static_cast<float>(rng.below(80)) / 10;
    const double top_p = static_cast<double>(1 + rng.below(99)) / 100;
    std::vector<std::int32_t> order(logits.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i);
    const auto at = [&](std::int32_t id) { return logits[static_cast<std::size_t>(id)]; };
    std::ranges::stable_sort(order, [&](auto a, auto b) { return at(a) > at(b); });
    double total = 0, sum = 0;
    for (const float logit : logits) total += std::exp(logit - 8.0);
    std::set<std::int32_t> kept;
    for (const std::int32_t id : order) {
      kept.insert(id);
      sum += std::exp(at(id) - 8.0);
      if (sum >= (top_p + 1e-4) * total) break;
    }
    for (const auto& [id, count] : drawn({.top_p = top_p}, logits, 200))
      EXPECT_TRUE(kept.contains(id));
  }
}

TEST(Sampling, Penalties) {
  Sampler repeated({.temperature = 0, .repetition_penalty = 2}, std::vector<std::int32_t>{0, 0, 1},
                   0);
  Logits logits{4, -1, 2.5};
  EXPECT_EQ(repeated.next(logits, 0, nullptr).id, 2);
  EXPECT_EQ(logits, (Logits{2, -2, 2.5}));
  Sampler counted({.temperature = 0, .presence_penalty = 0.5, .frequency_penalty = 1}, {}, 0);
  counted.accept(1);
  counted.accept(1);
  logits = {4, 6, 0};
  EXPECT_EQ(counted.next(logits, 2, nullptr).id, 0);
  EXPECT_EQ(logits, (Logits{4, 3.5, 0}));
  EXPECT_EQ(sample({.temperature = 0, .logit_bias = {{2, 100.0F}}}, {4, 6, 0}).id, 2);
}

TEST(Sampling, LogprobsAreOfTheRawDistribution) {
  const auto token = sample({.temperature = 0, .logit_bias = {{2, 100.0F}}, .logprobs = 2},
                            {std::log(0.7F), std::log(0.2F), std::log(0.1F)});
  EXPECT_EQ(token.id, 2);
  EXPECT_NEAR(token.logprob, std::log(0.1), 1e-5);
  ASSERT_EQ(token.top.size(), 2U);
  EXPECT_EQ(token.top[0].id, 0);
  EXPECT_NEAR(token.top[1].logprob, std::log(0.2), 1e-5);
}

TEST(Sampling, ASeedDecidesTogetherWithThePositionAlone) {
  Logits logits(200);
  base::SeededRng rng(5);
  for (float& logit : logits) logit = static_cast<float>(rng.below(300)) / 100;
  std::vector<std::int32_t> first, other;
  Sampler a({}, {}, 11), b({}, {}, 11), c({}, {}, 12);
  for (int i = 0; i < 50; ++i) {
    Logits x = logits, y = logits, z = logits;
    const auto token = a.next(x, i, nullptr).id;
    EXPECT_EQ(token, b.next(y, i, nullptr).id);
    first.push_back(token);
    other.push_back(c.next(z, i, nullptr).id);
  }
  EXPECT_NE(first, other);
}

TEST(Sampling, RefusesByName) {
  for (const SamplingOptions& options :
       {SamplingOptions{.temperature = -1}, SamplingOptions{.temperature = std::nan("")},
        SamplingOptions{.top_p = 0}, SamplingOptions{.top_k = -2}, SamplingOptions{.min_p = 1.1},
        SamplingOptions{.repetition_penalty = 0}, SamplingOptions{.presence_penalty = 3},
        SamplingOptions{.frequency_penalty = -3}, SamplingOptions{.logit_bias = {{100, 1.0F}}},
        SamplingOptions{.logit_bias = {{1, 101.0F}}}, SamplingOptions{.logprobs = 21}}) {
    const auto checked = check_sampling(options, 100);
    ASSERT_FALSE(checked);
    EXPECT_FALSE(checked.error().violations.empty());
  }
  EXPECT_TRUE(check_sampling({}, 100));
  // No number, no crash.
  EXPECT_EQ(sample({}, {std::nanf(""), 1.0F, std::nanf("")}).id, 1);
}

}  // namespace
}  // namespace millrace::infer
