// The block of Llama, Mistral, Qwen2 and Qwen3: normalise, attend, add; normalise, SwiGLU, add.
// What differs between them (biases, norms per head, windows, tied embeddings) is in the weights.
// One thread.
#pragma once
#include "model/ops.h"

namespace millrace::model {

struct DecoderSaved {
  NormSaved input_norm, post_norm, q_norm, k_norm;
  LinearSaved q, k, v, o, gate, up, down;
  AttentionSaved attention;
  Tensor h, h2, gate_out, up_out, act;
};

Stream decoder_forward(Pass& pass, const Block& block, const Stream& in, DecoderSaved& saved);

// dx: the gradient of the block's output stream, overwritten by that of its input. Uses up what was
// saved.
void decoder_backward(Pass& pass, const Block& block, const DecoderSaved& saved, const Tensor& dx);

}  // namespace millrace::model
