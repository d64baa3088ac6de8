#include "kernels/rmsnorm/op.h"

#include "kernels/finite_difference.h"
#include "kernels/testing.h"

namespace millrace::kernels {
namespace {

constexpr std::size_t kRows = 6;

struct Case {
  Dtype type;
  Dtype weight_type;
  std::size_t cols;
  std::size_t group;
  std::size_t stride() const { return group * cols + 5; }
  std::size_t size() const { return kRows / group * stride(); }
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Dtype type : kBothTypes) {
    for (const Dtype weight_type : kBothTypes) {
      for (const std::size_t cols : kSizes) {
        for (const std::size_t group : {std::size_t{1}, std::size_t{3}}) {
          all.push_back({type, weight_type, cols, group});
        }
      }
    }
  }
  return all;
}

struct Forward {
  Buffer sum, y;
  std::vector<float> inv_rms;
};

Forward run_forward(const RmsnormKernels& kernels, const Case& c, const Buffer& x,
                    const Buffer* residual, const Buffer& weight) {
  Forward out{Buffer(c.type, c.size()), Buffer(c.type, c.size()), std::vector<float>(kRows)};
  kernels.forward({.type = c.type,
                   .weight_type = c.weight_type,
                   .cols = c.cols,
                   .group = c.group,
                   .x_stride = c.stride(),
                   .y_stride = c.stride(),
                   .x = x.data(),
                   .residual = residual == nullptr ? nullptr : residual->data(),
                   .weight = weight.data(),
                   .sum = out.sum.data(),
                   .y = out.y.data(),
                   .inv_rms = out.inv_rms.data()},
                  {0, kRows});
  return out;
}

TEST(Rmsnorm, ForwardVariantsAgree) {
  for (const Case& c : cases()) {
    const Buffer x = Buffer::random(c.type, c.size(), 1);
    const Buffer residual = Buffer::random(c.type, c.size(), 2);
    const Buffer weight = Buffer::random(c.weight_type, c.cols, 3);
    for (const Buffer* extra : {static_cast<const Buffer*>(nullptr), &residual}) {
      const Forward want = run_forward(rmsnorm_ref, c, x, extra, weight);
      for_each_vector_isa([&](Isa isa) {
        const Forward got = run_forward(rmsnorm(isa), c, x, extra, weight);
        EXPECT_TRUE(got.sum == want.sum);
        expect_close(got.y, want.y, 1e-6F, 2e-6F, "y");
        expect_close(got.inv_rms, want.inv_rms, 0, 2e-6F, "inv_rms");
      });
    }
  }
}

TEST(Rmsnorm, BackwardVariantsAgree) {
  for (const Case& c : cases()) {
    const Buffer x = Buffer::random(c.type, c.size(), 1);
    const Buffer dy = Buffer::random(c.type, c.size(), 2);
    const Buffer add = Buffer::random(c.type, c.size(), 3);
    const Buffer weight = Buffer::random(c.weight_type, c.cols, 4);
    const std::vector<float> inv_rms(kRows, 1.7F);
    for (const void* extra : {static_cast<const void*>(nullptr), add.data()}) {
      const auto run = [&](const RmsnormKernels& kernels, Buffer& dx, std::vector<float>& dweight) {
        kernels.backward({.type = c.type,
                          .weight_type = c.weight_type,
                          .cols = c.cols,
                          .group = c.group,
                          .x_stride = c.stride(),
                          .dy_stride = c.stride(),
                          .x = x.data(),
                          .weight = weight.data(),
                          .inv_rms = inv_rms.data(),
                          .dy = dy.data(),
                          .add = extra,
                          .dx = dx.data()},
                         {0, kRows}, dweight.data());
      };
      Buffer want(c.type, c.size());
      std::vector<float> want_weight(c.cols, 0.25F);
      run(rmsnorm_ref, want, want_weight);
      for_each_vector_isa([&](Isa isa) {
        Buffer got(c.type, c.size());
        std::vector<float> got_weight(c.cols, 0.25F);
        run(rmsnorm(isa), got, got_weight);
        expect_close(got, want, 4e-6F, 4e-6F, "dx");
        expect_close(got_weight, want_weight, 2e-6F, 2e-6F, "dweight");
      });
    }
  }
}

// L = sum(c * y) in double, differentiated by finite differences.
double loss(const std::vector<double>& x, const std::vector<double>& weight,
            const std::vector<double>& c) {
  const std::size_t cols = weight.size();
  double total = 0;
  for (std::size_t r = 0; r * cols < x.size(); ++r) {
    double squares = 0;
    for (std::size_t i = 0; i < cols; ++i) squares += x[r * cols + i] * x[r * cols + i];
    const double inv = 1 / std::sqrt(squares / static_cast<double>(cols) + 1e-6);
    for (std::size_t i = 0; i < cols; ++i) {
      total += c[r * cols + i] * x[r * cols + i] * inv * weight[i];
    }
  }
  return total;
}

TEST(Rmsnorm, BackwardIsTheDerivative) {
  const Case c{Dtype::kF32, Dtype::kF32, 21, 1};
  const std::size_t rows = 3;
  const Buffer x = Buffer::random(c.type, rows * c.cols, 1);
  const Buffer dy = Buffer::random(c.type, rows * c.cols, 2);
  const Buffer weight = Buffer::random(c.type, c.cols, 3);
  const auto want_x = finite_difference(
      doubles(x), [&](const auto& at) { return loss(at, doubles(weight), doubles(dy)); });
  const auto want_weight = finite_difference(
      doubles(weight), [&](const auto& at) { return loss(doubles(x), at, doubles(dy)); });
  for (const Isa isa : runnable_isas()) {
    Buffer y(c.type, x.size()), dx(c.type, x.size());
    std::vector<float> inv_rms(rows), dweight(c.cols);
    rmsnorm(isa).forward({.cols = c.cols,
                          .x_stride = c.cols,
                          .y_stride = c.cols,
                          .x = x.data(),
                          .weight = weight.data(),
                          .y = y.data(),
                          .inv_rms = inv_rms.data()},
                         {0, rows});
    rmsnorm(isa).backward({.cols = c.cols,
                           .x_stride = c.cols,
                           .dy_stride = c.cols,
                           .x = x.data(),
                           .weight = weight.data(),
                           .inv_rms = inv_rms.data(),
                           .dy = dy.data(),
                           .dx = dx.data()},
                          {0, rows}, dweight.data());
    expect_close(dx.floats(), want_x, 2e-5F, 2e-5F, "dx");
    expect_close(dweight, want_weight, 2e-5F, 2e-5F, "dweight");
  }
}

}  // namespace
}  // namespace millrace::kernels
