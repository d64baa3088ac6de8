// Element-wise sums. Pure; fp32 and bf16, computed in fp32 and rounded once. Outputs may be inputs.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct PointwiseKernels {
  // y[i] = a[i] + b[i]
  void (*add)(Dtype type, const void* a, const void* b, void* y, std::size_t n);
  // y[i] = factor * x[i]
  void (*scale)(Dtype type, float factor, const void* x, void* y, std::size_t n);
  // y[i] += alpha * x[i]; the types may differ (bf16 gradients into fp32 sums).
  void (*axpy)(float alpha, Dtype x_type, const void* x, Dtype y_type, void* y, std::size_t n);
};

const PointwiseKernels& pointwise(Isa isa);
const PointwiseKernels& pointwise();

extern const PointwiseKernels pointwise_ref;
extern const PointwiseKernels pointwise_avx2;
extern const PointwiseKernels pointwise_avx512;

}  // namespace millrace::kernels
