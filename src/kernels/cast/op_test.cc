#include "kernels/cast/op.h"

#include <cstring>

#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

// All 65,536 halves, and floats around every rounding border of both half types.
std::vector<float> telling_floats() {
  std::vector<float> all;
  for (std::uint32_t high = 0; high < 0x10000U; ++high) {
    for (const std::uint32_t low :
         {0x0000U, 0x0fffU, 0x1000U, 0x1001U, 0x7fffU, 0x8000U, 0x8001U, 0xf000U}) {
      all.push_back(std::bit_cast<float>((high << 16) | low));
    }
  }
  return all;
}

TEST(Cast, NarrowingIsEqualToTheReferenceBitForBit) {
  const std::vector<float> x = telling_floats();
  for (const Dtype to : {Dtype::kBf16, Dtype::kF16}) {
    std::vector<std::uint16_t> want(x.size());
    cast_ref.convert(Dtype::kF32, x.data(), to, want.data(), x.size());
    for_each_vector_isa([&](Isa isa) {
      std::vector<std::uint16_t> got(x.size());
      cast(isa).convert(Dtype::kF32, x.data(), to, got.data(), x.size());
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (std::isnan(x[i]) && to == Dtype::kF16) {
          ASSERT_TRUE((got[i] & 0x7fffU) > 0x7c00U) << i;
          continue;
        }
        ASSERT_EQ(got[i], want[i]) << std::bit_cast<std::uint32_t>(x[i]);
      }
    });
  }
}

TEST(Cast, WideningIsExactAndComesBack) {
  std::vector<std::uint16_t> halves(0x10000);
  for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i);
  for (const Dtype from : {Dtype::kBf16, Dtype::kF16}) {
    for (const Isa isa : runnable_isas()) {
      std::vector<float> wide(halves.size());
      std::vector<std::uint16_t> back(halves.size());
      cast(isa).convert(from, halves.data(), Dtype::kF32, wide.data(), wide.size());
      cast(isa).convert(Dtype::kF32, wide.data(), from, back.data(), back.size());
      for (std::size_t i = 0; i < halves.size(); ++i) {
        if (std::isnan(wide[i])) continue;
        ASSERT_EQ(back[i], halves[i]);
      }
    }
  }
}

TEST(Cast, KnownValues) {
  const float x[] = {1.0F, -2.0F, 65504.0F, 65520.0F, 0x1p-24F, 0x1p-25F, 3.3895314e38F};
  std::uint16_t half[7];
  cast_ref.convert(Dtype::kF32, x, Dtype::kF16, half, 6);
  const std::uint16_t want[] = {0x3c00, 0xc000, 0x7bff, 0x7c00, 0x0001, 0x0000};
  EXPECT_EQ(std::memcmp(half, want, sizeof want), 0);
  cast_ref.convert(Dtype::kF32, x, Dtype::kBf16, half, 7);
  EXPECT_EQ(half[0], 0x3f80);
  EXPECT_EQ(half[1], 0xc000);
  EXPECT_EQ(half[6], 0x7f7f);
}

TEST(Cast, TailsTouchNothingBeyond) {
  for (const std::size_t n : kSizes) {
    const Buffer x = Buffer::random(Dtype::kF32, n, n);
    for (const Isa isa : runnable_isas()) {
      std::vector<std::uint16_t> y(n + 1, 0x1234);
      cast(isa).convert(Dtype::kF32, x.data(), Dtype::kBf16, y.data(), n);
      EXPECT_EQ(y[n], 0x1234);
      EXPECT_EQ(y[n - 1], to_bf16(x.at(n - 1)).bits);
    }
  }
}

}  // namespace
}  // namespace millrace::kernels
