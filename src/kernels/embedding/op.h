// Rows of the embedding table by token id, and their gradient. Pure on its range.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

// y[r] = table[ids[r]]
struct EmbeddingGather {
  Dtype table_type = Dtype::kF32;  // kF32 or kBf16
  Dtype type = Dtype::kF32;        // of y
  std::size_t cols = 0;
  const void* table = nullptr;        // [vocab][cols]
  const std::int32_t* ids = nullptr;  // each in [0, vocab)
  void* y = nullptr;                  // [rows][cols]
};

// dtable[ids[r]] += dy[r], in the order of r
struct EmbeddingScatterAdd {
  Dtype type = Dtype::kF32;  // of dy
  std::size_t rows = 0;
  std::size_t cols = 0;
  const std::int32_t* ids = nullptr;
  const void* dy = nullptr;  // [rows][cols]
  float* dtable = nullptr;   // [vocab][cols]
};

struct EmbeddingKernels {
  void (*gather)(const EmbeddingGather& args, Range rows);
  // Adds only the rows whose id is in `vocab`. However the vocabulary is cut, each element is
  // summed in the order of rows, so the result is the same bit for bit.
  void (*scatter_add)(const EmbeddingScatterAdd& args, Range vocab);
};

const EmbeddingKernels& embedding(Isa isa);
const EmbeddingKernels& embedding();

extern const EmbeddingKernels embedding_ref;
extern const EmbeddingKernels embedding_avx2;
extern const EmbeddingKernels embedding_avx512;

}  // namespace millrace::kernels
