// bf16 tensors multiplied as they are; fp32 tensors as under AVX-512.
#include "kernels/lanes_avx512.h"
// The lanes come first, then the tiles.
#include "kernels/attention/op.h"
#include "kernels/attention/tile.h"
// The layout, then what is computed in it.
#include "kernels/attention/backward_tiles.h"
// Forward and backward.
#include "kernels/attention/backward.h"
#include "kernels/attention/forward.h"
#include "kernels/attention/pairs.h"

namespace millrace::kernels {
namespace {

void forward(const AttentionForward& args, const AttentionItem& item, void* scratch) {
  if (args.shape.type == Dtype::kBf16)
    forward_item<Pairs, Bf16>(args, item, scratch);
  else
    attention_avx512.forward(args, item, scratch);
}

void backward(const AttentionBackward& args, const AttentionItem& item, void* scratch) {
  if (args.shape.type == Dtype::kBf16)
    backward_item<Pairs, Bf16>(args, item, scratch);
  else
    attention_avx512.backward(args, item, scratch);
}

}  // namespace

const AttentionKernels attention_avx512bf16 = {.forward = forward, .backward = backward};

}  // namespace millrace::kernels
