#include "model/arch/decoder.h"

namespace millrace::model {

Stream decoder_forward(Pass& pass, const Block& b, const Stream& in, DecoderSaved& s) {
  s.h = pass.norm(b.input_norm, in, s.input_norm);
  Tensor q = pass.linear(b.q, s.h, s.q);
  Tensor k = pass.linear(b.k, s.h, s.k);
  const Tensor v = pass.linear(b.v, s.h, s.v);
  if (b.q_norm) q = pass.head_norm(*b.q_norm, q, s.q_norm);
  if (b.k_norm) k = pass.head_norm(*b.k_norm, k, s.k_norm);
  pass.rope(q, b.head_dim, Pass::Turn::kForward);
  pass.rope(k, b.head_dim, Pass::Turn::kForward);
  const Tensor attended = pass.attend(b, q, k, v, s.attention);
  const Tensor o = pass.linear(b.o, attended, s.o);

  s.h2 = pass.norm(b.post_norm, {s.input_norm.x, o}, s.post_norm);
  s.gate_out = pass.linear(b.gate, s.h2, s.gate);
  s.up_out = pass.linear(b.up, s.h2, s.up);
  s.act = pass.swiglu(s.gate_out, s.up_out);
  return {s.post_norm.x, pass.linear(b.down, s.act, s.down)};
}

void decoder_backward(Pass& pass, const Block& b, const DecoderSaved& s, const Tensor& dx) {
  const Tensor dh = pass.matrix(dx.cols);
  const Tensor dact = pass.matrix(s.act.cols);
  pass.linear_backward(b.down, s.act, s.down, dx, dact, Into::kOverwrite);
  pass.swiglu_backward(s.gate_out, s.up_out, dact);
  pass.linear_backward(b.gate, s.h2, s.gate, s.gate_out, dh, Into::kOverwrite);
  pass.linear_backward(b.up, s.h2, s.up, s.up_out, dh, Into::kAdd);
  pass.norm_backward(b.post_norm, s.post_norm, dh, dx);

  const Tensor dattended = pass.matrix(s.attention.out.cols);
  pass.linear_backward(b.o, s.attention.out, s.o, dx, dattended, Into::kOverwrite);
  const Tensor dq = pass.matrix(s.attention.q.cols);
  const Tensor dk = pass.matrix(s.attention.k.cols);
  const Tensor dv = pass.matrix(s.attention.v.cols);
  pass.attend_backward(b, s.attention, dattended, dq, dk, dv);
  pass.rope(dq, b.head_dim, Pass::Turn::kBackward);
  pass.rope(dk, b.head_dim, Pass::Turn::kBackward);
  if (b.q_norm) pass.head_norm_backward(*b.q_norm, s.q_norm, dq);
  if (b.k_norm) pass.head_norm_backward(*b.k_norm, s.k_norm, dk);
  pass.linear_backward(b.q, s.h, s.q, dq, dh, Into::kOverwrite);
  pass.linear_backward(b.k, s.h, s.k, dk, dh, Into::kAdd);
  pass.linear_backward(b.v, s.h, s.v, dv, dh, Into::kAdd);
  pass.norm_backward(b.input_norm, s.input_norm, dh, dx);
}

}  // namespace millrace::model
