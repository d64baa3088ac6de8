// Dropout whose coins come from a counter (Philox 4x32-10), not from a stream. Pure on its rows.
//
// The coin of an element depends only on (seed, step, site, example, position, column): not on
// packing, tiles, threads or instruction set. The gradient is the same call on dy.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct Dropout {
  Dtype type = Dtype::kF32;
  float probability = 0;  // of zeroing, in [0, 1)
  std::uint64_t seed = 0;
  std::uint32_t step = 0;
  std::uint32_t site = 0;  // which dropout of the model: below 65,536
  std::size_t cols = 0;    // below 262,144
  std::size_t x_stride = 0;
  std::size_t y_stride = 0;
  const std::uint32_t* examples = nullptr;   // [rows]
  const std::uint32_t* positions = nullptr;  // [rows]
  const void* x = nullptr;
  void* y = nullptr;  // may be x; kept elements are divided by 1 - probability
};

struct DropoutKernels {
  void (*apply)(const Dropout& args, Range rows);
};

const DropoutKernels& dropout(Isa isa);
const DropoutKernels& dropout();

extern const DropoutKernels dropout_ref;
extern const DropoutKernels dropout_avx2;
extern const DropoutKernels dropout_avx512;

}  // namespace millrace::kernels
