#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "base/rng.h"
#include "kernels/dispatch.h"
#include "tensor/isa_environment.h"

namespace millrace::tensor {
namespace {

// A matrix of the backend filled with values that bf16 holds exactly.
Tensor random(Backend& backend, base::SeededRng& rng, Dtype dtype, std::int64_t rows,
              std::int64_t cols) {
  const Tensor exact = backend.keep(Dtype::kF32, rows, cols);
  auto* values = static_cast<float*>(exact.data);
  for (std::int64_t i = 0; i < rows * cols; ++i)
    values[i] = static_cast<float>(static_cast<int>(rng.below(17)) - 8) / 8.0F;
  if (dtype == Dtype::kF32) return exact;
  const Tensor narrow = backend.keep(dtype, rows, cols);
  backend.cast(exact, narrow);
  return narrow;
}

// Values whose products are rounded.
Tensor uneven(Backend& backend, base::SeededRng& rng, Dtype dtype, std::int64_t rows,
              std::int64_t cols) {
  const Tensor t = backend.keep(Dtype::kF32, rows, cols);
  auto* values = static_cast<float*>(t.data);
  for (std::int64_t i = 0; i < rows * cols; ++i)
    values[i] = static_cast<float>(rng.below(20001)) / 10000.0F - 1.0F;
  const Tensor narrow = backend.keep(dtype, rows, cols);
  backend.cast(t, narrow);
  return narrow;
}

std::vector<float> values(Backend& backend, const Tensor& t) {
  std::vector<float> out(static_cast<std::size_t>(t.rows * t.cols));
  backend.download(t, out);
  return out;
}

// The definition, in doubles.
std::vector<float> product(Backend& backend, const Matmul& m) {
  const auto a = values(backend, m.a);
  const auto b = values(backend, m.b);
  const bool ta = m.transpose_a == Transpose::kYes;
  const bool tb = m.transpose_b == Transpose::kYes;
  const std::int64_t k = ta ? m.a.rows : m.a.cols;
  std::vector<float> c = m.into == Into::kAdd
                             ? values(backend, m.c)
                             : std::vector<float>(static_cast<std::size_t>(m.c.rows * m.c.cols));
  for (std::int64_t i = 0; i < m.c.rows; ++i)
    for (std::int64_t j = 0; j < m.c.cols; ++j) {
      double sum = 0;
      for (std::int64_t p = 0; p < k; ++p)
        sum += static_cast<double>(a[static_cast<std::size_t>(ta ? p * m.a.cols + i : i * k + p)]) *
               b[static_cast<std::size_t>(tb ? j * k + p : p * m.b.cols + j)];
      c[static_cast<std::size_t>(i * m.c.cols + j)] += static_cast<float>(sum);
    }
  return c;
}

struct Size {
  std::int64_t m, n, k;
};

TEST(Matmul, IsTheProductForEveryLayoutAndType) {
  const auto backend = make_cpu_backend();
  base::SeededRng rng(1);
  for (const Size size : {Size{1, 64, 32}, Size{3, 172, 64}, Size{70, 33, 17}, Size{300, 40, 65},
                          Size{600, 20, 24}, Size{5, 9, 5000}})
    for (const Dtype in : {Dtype::kF32, Dtype::kBf16})
      for (const Dtype out : {Dtype::kF32, Dtype::kBf16})
        for (const int layout : {0, 1, 2, 3})
          for (const Into into : {Into::kOverwrite, Into::kAdd}) {
            if (in == Dtype::kF32 && out == Dtype::kBf16) continue;
            const bool ta = (layout & 1) != 0;
            const bool tb = (layout & 2) != 0;
            Matmul m{.a = random(*backend, rng, in, ta ? size.k : size.m, ta ? size.m : size.k),
                     .b = random(*backend, rng, in, tb ? size.n : size.k, tb ? size.k : size.n),
                     .c = random(*backend, rng, out, size.m, size.n),
                     .transpose_a = ta ? Transpose::kYes : Transpose::kNo,
                     .transpose_b = tb ? Transpose::kYes : Transpose::kNo,
                     .into = into};
            const auto expected = product(*backend, m);
            backend->matmul(m);
            const auto got = values(*backend, m.c);
            const double relative = out == Dtype::kBf16 ? 0.01 : 1e-5;
            for (std::size_t i = 0; i < got.size(); ++i)
              ASSERT_NEAR(got[i], expected[i], relative * (1 + std::abs(expected[i])))
                  << size.m << "x" << size.n << "x" << size.k << " layout " << layout;
          }
}

TEST(Matmul, SameBitsForAnyNumberOfThreads) {
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2}) {
    const auto backend = make_cpu_backend({.threads = threads});
    base::SeededRng rng(2);
    const Tensor a = random(*backend, rng, Dtype::kBf16, 700, 130);
    const Tensor b = random(*backend, rng, Dtype::kBf16, 700, 90);
    const Tensor c = backend->keep(Dtype::kF32, 130, 90);
    backend->matmul({.a = a, .b = b, .c = c, .transpose_a = Transpose::kYes});
    results.push_back(values(*backend, c));
  }
  EXPECT_EQ(std::memcmp(results[0].data(), results[1].data(), results[0].size() * 4), 0);
}

// What makes a token's numbers the same in prefill, in decode and in any batch.
TEST(Matmul, ARowDoesNotDependOnHowManyThereAre) {
  if (kernels::active_isa() < kernels::Isa::kAvx512)
    GTEST_SKIP() << "oneDNN's products below AVX-512 depend on the number of rows";
  const auto backend = make_cpu_backend();
  base::SeededRng rng(4);
  constexpr std::int64_t kRows = 300;
  for (const Size size :
       {Size{0, 384, 384}, Size{0, 1700, 64}, Size{0, 96, 4864}, Size{0, 520, 1500}})
    for (const Dtype dtype : {Dtype::kF32, Dtype::kBf16}) {
      const Tensor x = uneven(*backend, rng, dtype, kRows, size.k);
      const Tensor w = uneven(*backend, rng, dtype, size.n, size.k);
      const Tensor all = backend->keep(dtype, kRows, size.n);
      backend->matmul({.a = x, .b = w, .c = all, .transpose_b = Transpose::kYes});
      for (const std::int64_t m : {1, 2, 7, 64, 65, 200}) {
        const Tensor some = backend->keep(dtype, m, size.n);
        const Tensor last = rows_of(x, kRows - m, m);
        backend->matmul({.a = last, .b = w, .c = some, .transpose_b = Transpose::kYes});
        EXPECT_EQ(values(*backend, some), values(*backend, rows_of(all, kRows - m, m)))
            << m << " rows, " << size.n << " x " << size.k;
      }
    }
}

TEST(Rows, GatherAndScatter) {
  const auto backend = make_cpu_backend();
  base::SeededRng rng(3);
  const Tensor x = random(*backend, rng, Dtype::kF32, 5, 3);
  const Tensor some = backend->keep(Dtype::kF32, 2, 3);
  const std::vector<std::int32_t> rows{4, 1};
  backend->gather_rows(x, rows, some);
  const Tensor back = random(*backend, rng, Dtype::kF32, 5, 3);
  backend->scatter_rows(some, rows, back);
  const auto all = values(*backend, x);
  const auto scattered = values(*backend, back);
  for (std::size_t i = 0; i < 15; ++i)
    EXPECT_EQ(scattered[i], i / 3 == 4 || i / 3 == 1 ? all[i] : 0.0F);
}

TEST(Scratch, IsAStack) {
  const auto backend = make_cpu_backend();
  const auto mark = backend->mark();
  const Tensor first = backend->scratch(Dtype::kF32, 100, 100);
  backend->rewind(mark);
  EXPECT_EQ(backend->scratch(Dtype::kBf16, 3, 3).data, first.data);
}

}  // namespace
}  // namespace millrace::tensor
