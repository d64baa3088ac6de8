#include "kernels/pointwise/op.h"

#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

TEST(Pointwise, VariantsEqualTheReference) {
  for (const Dtype type : kBothTypes) {
    for (const std::size_t n : kSizes) {
      const Buffer a = Buffer::random(type, n, 1);
      const Buffer b = Buffer::random(type, n, 2);
      for_each_vector_isa([&](Isa isa) {
        Buffer want(type, n), got(type, n);
        pointwise_ref.add(type, a.data(), b.data(), want.data(), n);
        pointwise(isa).add(type, a.data(), b.data(), got.data(), n);
        EXPECT_TRUE(got == want);
        pointwise_ref.scale(type, 0.37F, a.data(), want.data(), n);
        pointwise(isa).scale(type, 0.37F, a.data(), got.data(), n);
        EXPECT_TRUE(got == want);
      });
    }
  }
}

TEST(Pointwise, AxpyMixesTypes) {
  for (const Dtype x_type : kBothTypes) {
    for (const Dtype y_type : kBothTypes) {
      for (const std::size_t n : kSizes) {
        const Buffer x = Buffer::random(x_type, n, 3);
        Buffer want = Buffer::random(y_type, n, 4);
        const Buffer start = want;
        pointwise_ref.axpy(-0.7F, x_type, x.data(), y_type, want.data(), n);
        EXPECT_NEAR(want.at(n / 2), start.at(n / 2) - 0.7F * x.at(n / 2), 0.01F);
        for_each_vector_isa([&](Isa isa) {
          Buffer got = start;
          pointwise(isa).axpy(-0.7F, x_type, x.data(), y_type, got.data(), n);
          expect_close(got, want, 1e-6F, 1e-6F, "axpy");
        });
      }
    }
  }
}

}  // namespace
}  // namespace millrace::kernels
