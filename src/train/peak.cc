#include "train/peak.h"

#include <algorithm>

namespace millrace::train {
namespace {

constexpr std::int64_t kSize = 768;
constexpr int kProducts = 16;
constexpr int kRounds = 4;

}  // namespace

double measure_peak_flops(tensor::Backend& backend, base::Clock& clock, tensor::Dtype dtype) {
  const auto mark = backend.mark();
  const tensor::Matmul product{.a = backend.scratch(dtype, kSize, kSize),
                               .b = backend.scratch(dtype, kSize, kSize),
                               .c = backend.scratch(dtype, kSize, kSize),
                               .transpose_b = tensor::Transpose::kYes};
  backend.zero(product.a);
  backend.zero(product.b);
  backend.matmul(product);  // makes what is made once
  double best = 0;
  for (int round = 0; round < kRounds; ++round) {
    const base::Duration begin = clock.monotonic();
    for (int i = 0; i < kProducts; ++i) backend.matmul(product);
    const auto ms = static_cast<double>((clock.monotonic() - begin).count());
    if (ms > 0) best = std::max(best, 2e3 * kSize * kSize * kSize * kProducts / ms);
  }
  backend.rewind(mark);
  return best;
}

}  // namespace millrace::train
