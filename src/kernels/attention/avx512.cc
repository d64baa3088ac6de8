#include "kernels/lanes_avx512.h"
// The lanes come first, then the tiles.
#include "kernels/attention/op.h"
#include "kernels/attention/tile.h"
// The layout, then what is computed in it.
#include "kernels/attention/backward_tiles.h"
// Forward and backward.
#include "kernels/attention/backward.h"
#include "kernels/attention/forward.h"

namespace millrace::kernels {
namespace {

void forward(const AttentionForward& args, const AttentionItem& item, void* scratch) {
  if (args.shape.type == Dtype::kBf16)
    forward_item<Floats, Bf16>(args, item, scratch);
  else
    forward_item<Floats, float>(args, item, scratch);
}

void backward(const AttentionBackward& args, const AttentionItem& item, void* scratch) {
  if (args.shape.type == Dtype::kBf16)
    backward_item<Floats, Bf16>(args, item, scratch);
  else
    backward_item<Floats, float>(args, item, scratch);
}

}  // namespace

const AttentionKernels attention_avx512 = {.forward = forward, .backward = backward};

}  // namespace millrace::kernels
