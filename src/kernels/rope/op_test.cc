#include "kernels/rope/op.h"

#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

constexpr std::size_t kTokens = 5;
constexpr std::size_t kHeads = 3;
const std::vector<std::int32_t> kPositions = {0, 7, 3, 3, 11};

struct Tables {
  std::vector<float> cosine, sine;
};

Tables tables(std::size_t half) {
  Tables out;
  for (int position = 0; position < 12; ++position) {
    for (std::size_t i = 0; i < half; ++i) {
      const double angle =
          position * std::pow(10000.0, -static_cast<double>(i) / static_cast<double>(half));
      out.cosine.push_back(static_cast<float>(std::cos(angle)));
      out.sine.push_back(static_cast<float>(std::sin(angle)));
    }
  }
  return out;
}

Buffer turn(const RopeKernels& kernels, const Buffer& x, std::size_t dim, std::size_t rotary,
            Rotation rotation) {
  const Tables table = tables(rotary / 2);
  Buffer y = x;
  kernels.apply({.type = x.type(),
                 .rotation = rotation,
                 .heads = kHeads,
                 .head_dim = dim,
                 .rotary = rotary,
                 .x_stride = kHeads * dim + 2,
                 .y_stride = kHeads * dim + 2,
                 .cosine = table.cosine.data(),
                 .sine = table.sine.data(),
                 .positions = kPositions.data(),
                 .x = x.data(),
                 .y = y.data()},
                {0, kTokens});
  return y;
}

TEST(Rope, VariantsAgreeAndBackwardIsTheInverse) {
  for (const Dtype type : kBothTypes) {
    for (const std::size_t dim : {8U, 32U, 48U, 64U, 128U}) {
      for (const std::size_t rotary : {dim, dim / 2}) {
        const Buffer x = Buffer::random(type, kTokens * (kHeads * dim + 2), dim);
        const Buffer want = turn(rope_ref, x, dim, rotary, Rotation::kForward);
        for (const Isa isa : runnable_isas()) {
          const Buffer got = turn(rope(isa), x, dim, rotary, Rotation::kForward);
          expect_close(got, want, 2e-7F, 2e-7F, "rope");
          const Buffer back = turn(rope(isa), got, dim, rotary, Rotation::kBackward);
          const float rounding = type == Dtype::kBf16 ? 0x1p-6F : 1e-6F;
          expect_close(back.floats(), x.floats(), rounding, 0, "inverse");
        }
      }
    }
  }
}

TEST(Rope, TurnsHalfAgainstHalf) {
  Buffer x(Dtype::kF32, kTokens * (kHeads * 8 + 2));
  x.set(1 * 26 + 8 + 1, 1.0F);  // token 1 at position 7, head 1, element 1
  const Buffer y = turn(rope_ref, x, 8, 8, Rotation::kForward);
  const double angle = 7 * std::pow(10000.0, -0.25);
  EXPECT_NEAR(y.at(26 + 8 + 1), std::cos(angle), 1e-6);
  EXPECT_NEAR(y.at(26 + 8 + 5), std::sin(angle), 1e-6);
  EXPECT_EQ(y.at(26 + 8 + 2), 0.0F);
}

}  // namespace
}  // namespace millrace::kernels
