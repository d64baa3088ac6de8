#include "model/rope_table.h"

#include <gtest/gtest.h>

#include <cmath>

namespace millrace::model {
namespace {

using Kind = modelfile::RopeScaling::Kind;

modelfile::Descriptor descriptor(const modelfile::RopeScaling& scaling) {
  modelfile::Descriptor d;
  d.head_dim = 16;
  d.rope_theta = 10000;
  d.rope_scaling = scaling;
  return d;
}

// The values are those of Hugging Face transformers 4.46 for the same configurations.
void expect(const modelfile::RopeScaling& scaling, std::int64_t length,
            const std::vector<float>& wanted) {
  const auto got = rope_frequencies(descriptor(scaling), length);
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    EXPECT_NEAR(got[i], wanted[i], 2e-6 * wanted[i]) << "pair " << i;
}

TEST(RopeFrequencies, EveryScaling) {
  expect({.kind = Kind::kYarn, .factor = 4, .original_positions = 64}, 64,
         {1.0F, 0.237170815F, 0.049999997F, 0.00790569466F, 0.00249999994F, 0.000790569466F,
          0.000250000012F, 7.90569466e-05F});
  expect({.kind = Kind::kDynamic, .factor = 2, .original_positions = 64}, 200,
         {1.0F, 0.249528468F, 0.0622644536F, 0.0155367535F, 0.00387686281F, 0.000967387517F,
          0.000241390735F, 6.02338623e-05F});
  expect({.kind = Kind::kLlama3,
          .factor = 8,
          .low_frequency_factor = 1,
          .high_frequency_factor = 4,
          .original_positions = 64},
         64,
         {1.0F, 0.244384587F, 0.0130422562F, 0.00395284733F, 0.00124999997F, 0.000395284733F,
          0.000125000006F, 3.95284733e-05F});
  expect({.kind = Kind::kLinear, .factor = 2, .original_positions = 64}, 64,
         {0.5F, 0.158113882F, 0.0500000007F, 0.0158113893F, 0.00499999989F, 0.00158113893F,
          0.000500000024F, 0.000158113893F});
}

TEST(RopeFrequencies, YarnTurnsAreLonger) {
  EXPECT_NEAR(rope_magnitude({.kind = Kind::kYarn, .factor = 4}), 1.138629436, 1e-6);
  EXPECT_EQ(rope_magnitude({.kind = Kind::kLlama3, .factor = 4}), 1.0F);
}

TEST(RopeTable, GrowsAndKeepsItsValues) {
  RopeTable table(descriptor({}));
  table.need(3);
  const float before = static_cast<const float*>(table.cosine().data)[2 * 8 + 1];
  EXPECT_FLOAT_EQ(before, std::cos(2.0F * rope_frequencies(descriptor({}), 3)[1]));
  table.need(5000);
  EXPECT_GE(table.cosine().rows, 5000);
  EXPECT_EQ(static_cast<const float*>(table.cosine().data)[2 * 8 + 1], before);
}

}  // namespace
}  // namespace millrace::model
