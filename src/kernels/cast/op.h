// Conversion between element types. Pure; any ranges may run at the same time.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct CastKernels {
  // y[i] = x[i] for i < n. Narrowing rounds to nearest even; NaN stays NaN; bf16 and fp16 keep
  // infinities. x and y do not overlap, except that x == y is allowed when the types have one size.
  void (*convert)(Dtype from, const void* x, Dtype to, void* y, std::size_t n);
};

const CastKernels& cast(Isa isa);
const CastKernels& cast();

extern const CastKernels cast_ref;
extern const CastKernels cast_avx2;
extern const CastKernels cast_avx512;

}  // namespace millrace::kernels
