// One AdamW step with fp32 master weights, and the sum of squares for the gradient norm. Pure on
// its range.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct Adamw {
  Dtype gradient_type = Dtype::kF32;
  float learning_rate = 0;
  float beta1 = 0.9F;
  float beta2 = 0.999F;
  float eps = 1e-8F;
  float weight_decay = 0;    // decoupled: weight -= learning_rate * weight_decay * weight
  float correction1 = 1;     // 1 - beta1^t, t counted from 1
  float correction2 = 1;     // 1 - beta2^t
  float gradient_scale = 1;  // for clipping and for sums over micro-batches
  const void* gradient = nullptr;
  float* weight = nullptr;
  float* m = nullptr;
  float* v = nullptr;
  Bf16* copy = nullptr;  // may be null; else the new weights in bf16
};

struct AdamwKernels {
  void (*step)(const Adamw& args, Range elements);
  // Sum of x[i]^2, i < n. Same input, same instruction set: same bits. Cut tensors at fixed borders
  // and add the parts in index order.
  double (*sum_of_squares)(Dtype type, const void* x, std::size_t n);
};

const AdamwKernels& adamw(Isa isa);
const AdamwKernels& adamw();

extern const AdamwKernels adamw_ref;
extern const AdamwKernels adamw_avx2;
extern const AdamwKernels adamw_avx512;

}  // namespace millrace::kernels
