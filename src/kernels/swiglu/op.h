// y = silu(gate) * up, and its gradient. Pure on its rows. gate and up may be two halves of one
// row.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct SwigluForward {
  Dtype type = Dtype::kF32;
  std::size_t cols = 0;
  std::size_t in_stride = 0;  // elements from row to row of gate and of up
  std::size_t y_stride = 0;
  const void* gate = nullptr;
  const void* up = nullptr;
  void* y = nullptr;  // may be gate or up where the strides are equal
};

struct SwigluBackward {
  Dtype type = Dtype::kF32;
  std::size_t cols = 0;
  std::size_t in_stride = 0;  // of gate and up
  std::size_t dy_stride = 0;
  std::size_t out_stride = 0;  // of dgate and dup
  std::size_t y_stride = 0;
  const void* gate = nullptr;
  const void* up = nullptr;
  const void* dy = nullptr;
  void* dgate = nullptr;  // may be gate, where the strides are equal; so dup and up
  void* dup = nullptr;
  void* y = nullptr;  // may be null; else forward's result again, for callers that did not keep it;
                      // may be dy where the strides are equal
};

struct SwigluKernels {
  void (*forward)(const SwigluForward& args, Range rows);
  void (*backward)(const SwigluBackward& args, Range rows);
};

const SwigluKernels& swiglu(Isa isa);
const SwigluKernels& swiglu();

extern const SwigluKernels swiglu_ref;
extern const SwigluKernels swiglu_avx2;
extern const SwigluKernels swiglu_avx512;

}  // namespace millrace::kernels
