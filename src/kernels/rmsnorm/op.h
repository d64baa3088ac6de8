// Root-mean-square normalisation of rows, with the residual sum fused in, and its gradient. Pure on
// its rows.
//
// Rows may lie in groups (the heads of a token in a wider row): row r is at
// (r / group) * stride + (r % group) * cols elements. With group = 1 that is one row each `stride`
// elements.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct RmsnormForward {
  Dtype type = Dtype::kF32;         // of x, residual, sum and y
  Dtype weight_type = Dtype::kF32;  // kF32 or kBf16
  std::size_t cols = 0;
  std::size_t group = 1;
  std::size_t x_stride = 0;  // elements; of x and residual
  std::size_t y_stride = 0;  // elements; of y and sum
  float eps = 1e-6F;
  const void* x = nullptr;
  const void* residual = nullptr;  // may be null: nothing is added to x
  const void* weight = nullptr;    // [cols]
  void* sum = nullptr;  // x + residual, rounded to `type`; needed iff residual is given; may be x
                        // or residual
  void* y = nullptr;    // (x + residual) * inv_rms * weight; may be x
  float* inv_rms = nullptr;  // [rows]; may be null
};

struct RmsnormBackward {
  Dtype type = Dtype::kF32;  // of x, dy, add and dx
  Dtype weight_type = Dtype::kF32;
  std::size_t cols = 0;
  std::size_t group = 1;
  std::size_t x_stride = 0;   // elements; of x
  std::size_t dy_stride = 0;  // elements; of dy, add and dx
  const void* x = nullptr;    // what was normalised: forward's x, or its sum
  const void* weight = nullptr;
  const float* inv_rms = nullptr;  // [rows]
  const void* dy = nullptr;
  const void* add = nullptr;  // may be null; else added to dx: the gradient that passes the norm by
  void* dx = nullptr;         // may be dy or add
};

struct RmsnormKernels {
  void (*forward)(const RmsnormForward& args, Range rows);
  // dweight[cols] is added to (null: not wanted). Give each tile of rows its own and sum the tiles
  // in index order (bias().sum_partials), then the result does not depend on who computed which.
  void (*backward)(const RmsnormBackward& args, Range rows, float* dweight);
};

const RmsnormKernels& rmsnorm(Isa isa);
const RmsnormKernels& rmsnorm();

extern const RmsnormKernels rmsnorm_ref;
extern const RmsnormKernels rmsnorm_avx2;
extern const RmsnormKernels rmsnorm_avx512;

}  // namespace millrace::kernels
