#include "kernels/dropout/op.h"

#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

std::vector<float> drop(std::size_t cols, std::vector<std::uint32_t> examples,
                        std::vector<std::uint32_t> positions, std::uint32_t step) {
  const std::size_t rows = examples.size();
  std::vector<float> x(rows * cols, 1.0F);
  dropout().apply({.probability = 0.25F,
                   .seed = 42,
                   .step = step,
                   .site = 3,
                   .cols = cols,
                   .x_stride = cols,
                   .y_stride = cols,
                   .examples = examples.data(),
                   .positions = positions.data(),
                   .x = x.data(),
                   .y = x.data()},
                  {0, rows});
  return x;
}

TEST(Dropout, RateAndScale) {
  const auto y = drop(100000, {0}, {0}, 1);
  std::size_t kept = 0;
  for (const float value : y) {
    if (value != 0) {
      ++kept;
      ASSERT_FLOAT_EQ(value, 1.0F / 0.75F);
    }
  }
  EXPECT_NEAR(static_cast<double>(kept), 75000.0, 600.0);
}

TEST(Dropout, CoinsBelongToExampleAndPositionNotToTheRow) {
  const auto both = drop(50, {7, 9}, {1, 2}, 5);
  const auto second = drop(50, {9}, {2}, 5);
  EXPECT_EQ(std::vector<float>(both.begin() + 50, both.end()), second);
  EXPECT_NE(std::vector<float>(both.begin(), both.begin() + 50), second);
  EXPECT_NE(drop(50, {9}, {2}, 6), second);
}

TEST(Dropout, VariantsTossTheSameCoins) {
  const std::vector<std::uint32_t> examples = {3, 4000000000U, 5}, positions = {9, 0, 70000};
  for (const Dtype type : kBothTypes) {
    for (const std::size_t cols : kSizes) {
      Buffer x = Buffer::random(type, 3 * (cols + 1), cols);
      x.set(0, INFINITY);
      const auto run = [&](const DropoutKernels& kernels) {
        Buffer y = x;
        kernels.apply({.type = type,
                       .probability = 0.4F,
                       .seed = 0x123456789abcdefU,
                       .step = 77,
                       .site = 65535,
                       .cols = cols,
                       .x_stride = cols + 1,
                       .y_stride = cols + 1,
                       .examples = examples.data(),
                       .positions = positions.data(),
                       .x = y.data(),
                       .y = y.data()},
                      {0, 3});
        return y;
      };
      const Buffer want = run(dropout_ref);
      for_each_vector_isa([&](Isa isa) { EXPECT_TRUE(run(dropout(isa)) == want); });
    }
  }
}

// Known answer of Philox 4x32-10 for counter and key zero: 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
TEST(Dropout, PhiloxKnownAnswer) {
  const std::uint32_t zero = 0;
  const float coins[] = {0x6627e8d5p-32F, 0xe169c58dp-32F, 0xbc57ac4cp-32F, 0x9b00dbd8p-32F};
  for (const float probability : {0.39F, 0.41F, 0.6F, 0.61F, 0.73F, 0.74F, 0.88F, 0.89F}) {
    std::vector<float> x(4, 1.0F);
    dropout().apply({.probability = probability,
                     .cols = 4,
                     .examples = &zero,
                     .positions = &zero,
                     .x = x.data(),
                     .y = x.data()},
                    {0, 1});
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(x[i] != 0, coins[i] >= probability);
  }
}

}  // namespace
}  // namespace millrace::kernels
