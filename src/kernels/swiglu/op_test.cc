#include "kernels/swiglu/op.h"

#include "kernels/finite_difference.h"
#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

constexpr std::size_t kRows = 3;

Buffer forward(const SwigluKernels& kernels, const Buffer& gate_up, std::size_t cols) {
  Buffer y(gate_up.type(), kRows * cols);
  const std::size_t half = cols * (gate_up.type() == Dtype::kBf16 ? 2 : 4);
  kernels.forward({.type = gate_up.type(),
                   .cols = cols,
                   .in_stride = 2 * cols,
                   .y_stride = cols,
                   .gate = gate_up.data(),
                   .up = as<char>(gate_up.data()) + half,
                   .y = y.data()},
                  {0, kRows});
  return y;
}

struct Backward {
  Buffer dgate_up, y;
};

Backward backward(const SwigluKernels& kernels, const Buffer& gate_up, const Buffer& dy,
                  std::size_t cols) {
  Backward out{gate_up, Buffer(gate_up.type(), kRows * cols)};
  const std::size_t half = cols * (gate_up.type() == Dtype::kBf16 ? 2 : 4);
  char* in_place = as<char>(out.dgate_up.data());
  kernels.backward({.type = gate_up.type(),
                    .cols = cols,
                    .in_stride = 2 * cols,
                    .dy_stride = cols,
                    .out_stride = 2 * cols,
                    .y_stride = cols,
                    .gate = in_place,
                    .up = in_place + half,
                    .dy = dy.data(),
                    .dgate = in_place,
                    .dup = in_place + half,
                    .y = out.y.data()},
                   {0, kRows});
  return out;
}

TEST(Swiglu, VariantsAgree) {
  for (const Dtype type : kBothTypes) {
    for (const std::size_t cols : kSizes) {
      const Buffer gate_up = Buffer::random(type, kRows * 2 * cols, cols, 8.0F);
      const Buffer dy = Buffer::random(type, kRows * cols, cols + 1);
      const Buffer want = forward(swiglu_ref, gate_up, cols);
      const Backward want_back = backward(swiglu_ref, gate_up, dy, cols);
      for_each_vector_isa([&](Isa isa) {
        expect_close(forward(swiglu(isa), gate_up, cols), want, 1e-6F, 2e-6F, "y");
        const Backward got = backward(swiglu(isa), gate_up, dy, cols);
        expect_close(got.dgate_up, want_back.dgate_up, 4e-6F, 4e-6F, "dgate, dup");
        expect_close(got.y, want, 1e-6F, 2e-6F, "y again");
      });
    }
  }
}

TEST(Swiglu, ExtremesStayFinite) {
  Buffer gate_up(Dtype::kF32, kRows * 4);
  const float gates[] = {-1e30F, -100.0F, 100.0F, 1e30F, -88.0F, 88.0F};
  for (std::size_t i = 0; i < 6; ++i) {
    gate_up.set(i / 2 * 4 + i % 2, gates[i]);
    gate_up.set(i / 2 * 4 + 2 + i % 2, 1.0F);
  }
  for (const Isa isa : runnable_isas()) {
    const Buffer y = forward(swiglu(isa), gate_up, 2);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_NEAR(y.at(i), std::max(gates[i], 0.0F), std::fabs(gates[i]) * 1e-6) << gates[i];
    }
  }
}

TEST(Swiglu, BackwardIsTheDerivative) {
  const std::size_t cols = 19;
  const Buffer gate_up = Buffer::random(Dtype::kF32, kRows * 2 * cols, 5, 3.0F);
  const Buffer dy = Buffer::random(Dtype::kF32, kRows * cols, 6);
  const auto want = finite_difference(doubles(gate_up), [&](const std::vector<double>& x) {
    double total = 0;
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t c = 0; c < cols; ++c) {
        const double gate = x[r * 2 * cols + c];
        total += static_cast<double>(dy.at(r * cols + c)) * gate / (1 + std::exp(-gate)) *
                 x[r * 2 * cols + cols + c];
      }
    }
    return total;
  });
  for (const Isa isa : runnable_isas()) {
    const Backward got = backward(swiglu(isa), gate_up, dy, cols);
    expect_close(got.dgate_up.floats(), want, 1e-5F, 1e-5F, "gradient");
  }
}

}  // namespace
}  // namespace millrace::kernels
