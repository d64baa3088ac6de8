#include "kernels/cross_entropy/op.h"

#include "kernels/finite_difference.h"
#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

constexpr std::size_t kRows = 4;

struct Outcome {
  std::vector<float> loss, lse, gradient;
};

std::vector<std::int32_t> labels_for(std::size_t vocab) {
  return {0, -1, static_cast<std::int32_t>(vocab - 1), static_cast<std::int32_t>(vocab / 2)};
}

// The gradient is written over the logits, rows beginning at the same bytes.
Outcome run(const CrossEntropyKernels& kernels, Buffer logits, std::size_t vocab, Dtype to) {
  const std::vector<std::int32_t> labels = labels_for(vocab);
  Outcome out{std::vector<float>(kRows), std::vector<float>(kRows), {}};
  const std::size_t stride = vocab + 3;
  const bool narrower = logits.type() == Dtype::kF32 && to == Dtype::kBf16;
  const std::size_t gradient_stride = narrower ? 2 * stride : stride;
  kernels.run({.type = logits.type(),
               .gradient_type = to,
               .vocab = vocab,
               .stride = stride,
               .gradient_stride = gradient_stride,
               .logits = logits.data(),
               .labels = labels.data(),
               .scale = 0.25F,
               .loss = out.loss.data(),
               .lse = out.lse.data(),
               .gradient = logits.data()},
              {0, kRows});
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t c = 0; c < vocab; ++c) {
      const std::size_t at = r * gradient_stride + c;
      out.gradient.push_back(to == Dtype::kBf16 ? to_float(as<Bf16>(logits.data())[at])
                                                : as<float>(logits.data())[at]);
    }
  }
  return out;
}

TEST(CrossEntropy, VariantsAgreeInPlace) {
  for (const Dtype type : kBothTypes) {
    for (const Dtype to : {type, Dtype::kBf16}) {
      for (const std::size_t vocab : {1U, 2U, 15U, 17U, 64U, 1000U, 5003U}) {
        for (const float offset : {0.0F, -200.0F, 3000.0F}) {
          Buffer logits = Buffer::random(type, kRows * (vocab + 3), vocab, 10.0F);
          for (std::size_t i = 0; i < logits.size(); ++i) logits.set(i, logits.at(i) + offset);
          const Outcome want = run(cross_entropy_ref, logits, vocab, to);
          EXPECT_EQ(want.loss[1], 0.0F);
          EXPECT_EQ(want.gradient[vocab], 0.0F);
          for_each_vector_isa([&](Isa isa) {
            const Outcome got = run(cross_entropy(isa), logits, vocab, to);
            const float slack = 2e-6F + std::fabs(offset) * 2e-7F;
            expect_close(got.loss, want.loss, 4 * slack, 1e-6F, "loss");
            expect_close(got.lse, want.lse, 2 * slack, 1e-6F, "lse");
            const float rounding = to == Dtype::kBf16 ? 0x1p-7F : 0.0F;
            expect_close(got.gradient, want.gradient, slack, 2 * slack + rounding, "gradient");
          });
        }
      }
    }
  }
}

TEST(CrossEntropy, GradientIsTheDerivative) {
  const std::size_t vocab = 23;
  const std::size_t stride = vocab + 3;
  const Buffer logits = Buffer::random(Dtype::kF32, kRows * stride, 9, 4.0F);
  const std::vector<std::int32_t> labels = labels_for(vocab);
  const auto slope = finite_difference(doubles(logits), [&](const std::vector<double>& x) {
    double total = 0;
    for (std::size_t r = 0; r < kRows; ++r) {
      if (labels[r] < 0) continue;
      double sum = 0;
      for (std::size_t c = 0; c < vocab; ++c) sum += std::exp(x[r * stride + c]);
      total += std::log(sum) - x[r * stride + static_cast<std::size_t>(labels[r])];
    }
    return total * 0.25;
  });
  std::vector<float> want;
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t c = 0; c < vocab; ++c) want.push_back(slope[r * stride + c]);
  }
  for (const Isa isa : runnable_isas()) {
    expect_close(run(cross_entropy(isa), logits, vocab, Dtype::kF32).gradient, want, 1e-6F, 1e-5F,
                 std::string(isa_name(isa)));
  }
}

TEST(CrossEntropy, NotANumberIsSeenInTheLoss) {
  Buffer logits = Buffer::random(Dtype::kF32, kRows * 103, 1);
  logits.set(50, std::nanf(""));
  for (const Isa isa : runnable_isas()) {
    EXPECT_TRUE(std::isnan(run(cross_entropy(isa), logits, 100, Dtype::kF32).loss[0]));
  }
}

}  // namespace
}  // namespace millrace::kernels
