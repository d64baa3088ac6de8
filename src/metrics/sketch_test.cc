#include "metrics/sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/rng.h"

namespace millrace::metrics {
namespace {

double exact(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

// Of all signs, over 15 powers of ten.
std::vector<double> values(std::uint64_t seed, std::size_t n) {
  base::SeededRng rng(seed);
  std::vector<double> all;
  for (std::size_t i = 0; i < n; ++i) {
    const double magnitude = std::pow(10.0, static_cast<double>(rng.below(15'000)) / 1'000.0 - 6);
    const auto kind = rng.below(10);
    all.push_back(kind == 0 ? 0 : kind < 4 ? -magnitude : magnitude);
  }
  return all;
}

TEST(Sketch, quantiles_are_within_the_promised_error) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto all = values(seed, 1 + seed * 97);
    Sketch sketch;
    for (const double v : all) sketch.add(v);
    for (const double q : {0.0, 0.1, 0.5, 0.75, 0.9, 0.99, 1.0}) {
      const double want = exact(all, q);
      EXPECT_NEAR(sketch.quantile(q), want, std::abs(want) * Sketch::kRelativeError * 1.0001)
          << seed << " " << q;
    }
  }
}

TEST(Sketch, merging_is_the_same_as_having_seen_all) {
  Sketch whole, parts;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Sketch part;
    for (const double v : values(seed, 200)) {
      part.add(v);
      whole.add(v);
    }
    parts.merge(part);
  }
  EXPECT_EQ(whole, parts);
}

TEST(Sketch, survives_its_text) {
  Sketch sketch;
  for (const double v : values(3, 500)) sketch.add(v);
  const auto again = Sketch::decode(sketch.encode());
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, sketch);
  EXPECT_EQ(*Sketch::decode(Sketch{}.encode()), Sketch{});
}

TEST(Sketch, refuses_broken_text) {
  for (const char* text : {"", ";", "1:2;0", "1:2,;0;1:", ";x;", ";0;1:0,", ";0;99999:1,",
                           ";0;1:99999999999999999999,", ";-1;", "a:1,;0;"})
    EXPECT_FALSE(Sketch::decode(text)) << text;
}

TEST(Sketch, ignores_what_is_no_number_and_stays_small) {
  Sketch sketch;
  sketch.add(std::numeric_limits<double>::quiet_NaN());
  sketch.add(std::numeric_limits<double>::infinity());
  EXPECT_EQ(sketch.count(), 0u);
  EXPECT_EQ(sketch.quantile(0.5), 0);
  for (int i = -300; i < 300; ++i)
    for (int j = 1; j < 100; ++j) sketch.add(std::pow(10.0, i) * j);
  EXPECT_LT(sketch.encode().size(), Sketch::kMaxBins * 16);
  EXPECT_NEAR(sketch.quantile(1), 99e299, 99e299 * Sketch::kRelativeError * 1.0001);
}

}  // namespace
}  // namespace millrace::metrics
