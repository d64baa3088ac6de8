// Cross-entropy of a chunk of logits, and its gradient written over them. Pure on its rows.
//
// The caller computes logits for a few rows at a time, so that batch x length x vocabulary never
// exists.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct CrossEntropy {
  Dtype type = Dtype::kF32;           // of logits
  Dtype gradient_type = Dtype::kF32;  // of gradient
  std::size_t vocab = 0;
  std::size_t stride = 0;           // elements from row to row of logits
  std::size_t gradient_stride = 0;  // elements of gradient_type
  const void* logits = nullptr;
  const std::int32_t* labels = nullptr;  // [rows]; a negative one means the row is not in the loss
  float scale = 1.0F;     // of the gradient: 1 / number of labels in the batch, usually
  float* loss = nullptr;  // [rows]; 0 where not in the loss
  float* lse = nullptr;   // [rows] log of the sum of exponentials; may be null
  // (softmax - onehot) * scale, 0 in rows not in the loss; null: not wanted. May be the logits
  // themselves; if gradient_type is the narrower one, gradient_stride must then be such that rows
  // begin at the same bytes.
  void* gradient = nullptr;
};

struct CrossEntropyKernels {
  void (*run)(const CrossEntropy& args, Range rows);
};

const CrossEntropyKernels& cross_entropy(Isa isa);
const CrossEntropyKernels& cross_entropy();

extern const CrossEntropyKernels cross_entropy_ref;
extern const CrossEntropyKernels cross_entropy_avx2;
extern const CrossEntropyKernels cross_entropy_avx512;

}  // namespace millrace::kernels
