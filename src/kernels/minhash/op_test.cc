#include "kernels/minhash/op.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/rng.h"
#include "kernels/dispatch.h"

namespace millrace::kernels {
namespace {

std::vector<std::uint32_t> numbers(std::size_t count, std::uint64_t seed, std::uint32_t set_bits) {
  base::SeededRng rng(seed);
  std::vector<std::uint32_t> all(count);
  for (auto& n : all) n = static_cast<std::uint32_t>(rng.next()) | set_bits;
  return all;
}

TEST(MinHash, EveryVariantIsTheReference) {
  for (const std::size_t lanes : {16U, 32U, 80U, 128U}) {
    const auto items = numbers(333, lanes, 0);
    const auto multiply = numbers(lanes, lanes + 1, 1);
    const auto add = numbers(lanes, lanes + 2, 0);
    const auto fold = [&](const MinHashKernels& kernels) {
      std::vector<std::uint32_t> minima(lanes, UINT32_MAX);
      const MinHashFold args{items.data(), multiply.data(), add.data(), lanes, minima.data()};
      kernels.fold(args, {5, 100});
      kernels.fold(args, {100, 333});
      kernels.fold(args, {7, 7});
      return minima;
    };
    const auto expected = fold(minhash(Isa::kScalar));
    EXPECT_NE(expected, std::vector<std::uint32_t>(lanes, UINT32_MAX));
    for (const Isa isa : runnable_isas())
      EXPECT_EQ(fold(minhash(isa)), expected) << isa_name(isa) << ", " << lanes << " lanes";
  }
}

TEST(MinHash, EveryVariantCountsEqualBytes) {
  for (const std::size_t size : {0U, 1U, 31U, 64U, 100U, 128U, 259U}) {
    std::vector<std::uint8_t> a(size), b(size);
    for (std::size_t i = 0; i < size; ++i) {
      a[i] = static_cast<std::uint8_t>(i * 7);
      b[i] = i % 3 == 0 ? a[i] : static_cast<std::uint8_t>(a[i] + 1);
    }
    for (const Isa isa : runnable_isas())
      EXPECT_EQ(minhash(isa).equal(a.data(), b.data(), size), (size + 2) / 3) << isa_name(isa);
  }
}

TEST(MinHash, ReferenceIsTheLeastHash) {
  const std::vector<std::uint32_t> items{1, 2, 3}, add(16, 10);
  std::vector<std::uint32_t> multiply(16, 5), minima(16, UINT32_MAX);
  multiply[3] = UINT32_MAX;  // -1: 9, 8 and 7
  minima[4] = 12;
  minhash_ref.fold({items.data(), multiply.data(), add.data(), 16, minima.data()}, {0, 3});
  EXPECT_EQ(minima[0], 15U);
  EXPECT_EQ(minima[3], 7U);
  EXPECT_EQ(minima[4], 12U);
}

}  // namespace
}  // namespace millrace::kernels
