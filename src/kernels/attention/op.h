// Causal attention over packed segments, forward and backward: tiles with an online softmax, never
// a mask or a matrix of length x length. Pure on its item; what an item may write, no other item
// writes.
//
// Rows are tokens; head h of token t is at t * token_stride + h * head_stride elements. Query head
// h reads the key/value head h / (heads / kv_heads). Who may see whom is in the items, which
// attention/plan.h makes: query row i sees key row j if kv_begin <= j <= i + diagonal and, with a
// window, j > i + diagonal - window. `scratch` is per thread, 64-byte aligned, of the plan's size;
// its content does not matter.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct AttentionShape {
  Dtype type = Dtype::kF32;  // of all tensors; sums are fp32
  std::int32_t heads = 0;
  std::int32_t kv_heads = 0;  // divides heads
  std::int32_t head_dim = 0;  // even, at most 256
  std::int32_t window = 0;    // newest keys that a query sees, itself included; 0: all
  float scale = 0;            // of the scores: 1 / sqrt(head_dim), usually
};

struct HeadsIn {
  const void* data = nullptr;
  std::size_t token_stride = 0;
  std::size_t head_stride = 0;
};

struct HeadsOut {
  void* data = nullptr;
  std::size_t token_stride = 0;
  std::size_t head_stride = 0;
};

struct AttentionForward {
  AttentionShape shape;
  HeadsIn q, k, v;
  HeadsOut out;
  float* lse = nullptr;  // [heads][lse_stride]: log of the sum of exponentials; null: not wanted
  std::size_t lse_stride = 0;  // at least the number of query rows
};

struct AttentionBackward {
  AttentionShape shape;
  HeadsIn q, k, v, out, dout;
  const float* lse = nullptr;
  std::size_t lse_stride = 0;
  HeadsOut dq, dk, dv;  // written, not added to
};

enum class Gradients : std::uint8_t { kAll, kQuery, kKeyValue };

// A range of query rows and the range of key rows that they may see, for one key/value head.
struct AttentionItem {
  std::int32_t kv_head = 0;
  std::int32_t q_begin = 0, q_end = 0;
  std::int32_t kv_begin = 0, kv_end = 0;
  std::int32_t diagonal = 0;
  Gradients gradients = Gradients::kAll;  // backward only
};

struct AttentionKernels {
  void (*forward)(const AttentionForward& args, const AttentionItem& item, void* scratch);
  void (*backward)(const AttentionBackward& args, const AttentionItem& item, void* scratch);
};

const AttentionKernels& attention(Isa isa);
const AttentionKernels& attention();

extern const AttentionKernels attention_ref;
extern const AttentionKernels attention_avx2;
extern const AttentionKernels attention_avx512;
extern const AttentionKernels attention_avx512bf16;

}  // namespace millrace::kernels
