#include "kernels/adamw/op.h"

#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

struct State {
  std::vector<float> weight, m, v;
  std::vector<std::uint16_t> copy;
};

State start(std::size_t n) {
  return {Buffer::random(Dtype::kF32, n, 1).floats(), std::vector<float>(n), std::vector<float>(n),
          std::vector<std::uint16_t>(n)};
}

void steps(const AdamwKernels& kernels, const Buffer& gradient, State& state, Range range) {
  for (int t = 1; t <= 3; ++t) {
    kernels.step({.gradient_type = gradient.type(),
                  .learning_rate = 0.01F,
                  .weight_decay = 0.1F,
                  .correction1 = static_cast<float>(1 - std::pow(0.9, t)),
                  .correction2 = static_cast<float>(1 - std::pow(0.999, t)),
                  .gradient_scale = 0.5F,
                  .gradient = gradient.data(),
                  .weight = state.weight.data(),
                  .m = state.m.data(),
                  .v = state.v.data(),
                  .copy = reinterpret_cast<Bf16*>(state.copy.data())},
                 range);
  }
}

// The textbook in double.
TEST(Adamw, ReferenceFollowsTheTextbook) {
  const Buffer gradient = Buffer::random(Dtype::kF32, 5, 2);
  State state = start(5);
  std::vector<double> want(state.weight.begin(), state.weight.end());
  steps(adamw_ref, gradient, state, {0, 5});
  for (std::size_t i = 0; i < 5; ++i) {
    double m = 0, v = 0;
    for (int t = 1; t <= 3; ++t) {
      const double g = static_cast<double>(gradient.at(i)) * 0.5;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      want[i] -= 0.01 * 0.1 * want[i];
      want[i] -=
          0.01 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
    }
    EXPECT_NEAR(state.weight[i], want[i], 2e-6);
    EXPECT_EQ(state.copy[i], to_bf16(state.weight[i]).bits);
  }
}

TEST(Adamw, VariantsAgreeAndCutsDoNotMatter) {
  for (const Dtype type : kBothTypes) {
    for (const std::size_t n : kSizes) {
      const Buffer gradient = Buffer::random(type, n, n);
      State want = start(n);
      steps(adamw_ref, gradient, want, {0, n});
      for_each_vector_isa([&](Isa isa) {
        State got = start(n);
        steps(adamw(isa), gradient, got, {0, n});
        expect_close(got.weight, want.weight, 1e-6F, 2e-6F, "weight");
        expect_close(got.m, want.m, 1e-7F, 1e-6F, "m");
        expect_close(got.v, want.v, 1e-9F, 1e-6F, "v");
        State cut = start(n);
        steps(adamw(isa), gradient, cut, {0, n / 3});
        steps(adamw(isa), gradient, cut, {n / 3, n});
        EXPECT_EQ(cut.weight, got.weight);
        EXPECT_EQ(cut.copy, got.copy);
      });
    }
  }
}

TEST(Adamw, SumOfSquaresIsCloseToDouble) {
  for (const Dtype type : kBothTypes) {
    for (const std::size_t n : {1U, 17U, 4096U, 4097U, 100003U}) {
      const Buffer x = Buffer::random(type, n, n);
      const double want = adamw_ref.sum_of_squares(type, x.data(), n);
      for_each_vector_isa([&](Isa isa) {
        EXPECT_NEAR(adamw(isa).sum_of_squares(type, x.data(), n), want, want * 1e-6);
      });
    }
  }
}

}  // namespace
}  // namespace millrace::kernels
