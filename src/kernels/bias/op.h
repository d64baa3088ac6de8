// Bias rows, sums over columns, and the ordered sum of per-tile partials. Pure on its range.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct BiasAdd {
  Dtype type = Dtype::kF32;  // of x
  Dtype bias_type = Dtype::kF32;
  std::size_t cols = 0;
  std::size_t stride = 0;      // elements from row to row
  const void* bias = nullptr;  // [cols]
  void* x = nullptr;           // x[r][c] += bias[c]
};

struct ColumnSums {
  Dtype type = Dtype::kF32;
  std::size_t cols = 0;
  std::size_t stride = 0;
  const void* x = nullptr;
};

struct BiasKernels {
  void (*add)(const BiasAdd& args, Range rows);
  // sums[c] += x[r][c] over the rows, in their order. One `sums` per tile of rows, then
  // sum_partials.
  void (*column_sums)(const ColumnSums& args, Range rows, float* sums);
  // y[c] += partials[0][c] + partials[1][c] + …, in this order, for c in `columns`; partials is
  // [tiles][cols].
  void (*sum_partials)(const float* partials, std::size_t tiles, std::size_t cols, float* y,
                       Range columns);
};

const BiasKernels& bias(Isa isa);
const BiasKernels& bias();

extern const BiasKernels bias_ref;
extern const BiasKernels bias_avx2;
extern const BiasKernels bias_avx512;

}  // namespace millrace::kernels
