#include "model/ops.h"

#include <cmath>

namespace millrace::model {

using tensor::Transpose;

Tensor Pass::matrix(std::int64_t cols) {
  return backend_.scratch(options_.type, rows(), cols);
}

Tensor Pass::norm(const Norm& norm, const Stream& in, NormSaved& saved) {
  const Tensor y = backend_.scratch(options_.type, in.x.rows, in.x.cols);
  saved.inv_rms = backend_.scratch(Dtype::kF32, 1, in.x.rows);
  const Tensor sum =
      in.delta.empty() ? Tensor{} : backend_.scratch(options_.type, in.x.rows, in.x.cols);
  backend_.rms_norm({.x = in.x,
                     .residual = in.delta,
                     .weight = norm.weight.value,
                     .sum = sum,
                     .y = y,
                     .inv_rms = saved.inv_rms,
                     .eps = norm.eps});
  saved.x = in.delta.empty() ? in.x : sum;
  return y;
}

void Pass::norm_backward(const Norm& norm, const NormSaved& saved, const Tensor& dy,
                         const Tensor& dx) {
  backend_.rms_norm_backward({.x = saved.x,
                              .weight = norm.weight.value,
                              .inv_rms = saved.inv_rms,
                              .dy = dy,
                              .add = dx,
                              .dx = dx,
                              .dweight = norm.weight.gradient});
}

Tensor Pass::head_norm(const Norm& norm, const Tensor& x, NormSaved& saved) {
  const Tensor y = matrix(x.cols);
  const std::int64_t heads = x.cols / norm.weight.value.cols;
  saved.x = x;
  saved.inv_rms = backend_.scratch(Dtype::kF32, 1, x.rows * heads);
  backend_.rms_norm({.x = x,
                     .residual = {},
                     .weight = norm.weight.value,
                     .sum = {},
                     .y = y,
                     .inv_rms = saved.inv_rms,
                     .eps = norm.eps,
                     .group = heads});
  return y;
}

void Pass::head_norm_backward(const Norm& norm, const NormSaved& saved, const Tensor& dx) {
  backend_.rms_norm_backward({.x = saved.x,
                              .weight = norm.weight.value,
                              .inv_rms = saved.inv_rms,
                              .dy = dx,
                              .add = {},
                              .dx = dx,
                              .dweight = norm.weight.gradient,
                              .group = dx.cols / norm.weight.value.cols});
}

bool Pass::drops(const LowRank& low) const {
  return low.dropout > 0 && options_.dropout == PassOptions::Dropout::kOn;
}

Tensor Pass::dropped(const LowRank& low, const Tensor& x) {
  if (!drops(low)) return x;
  if (positions_.empty()) positions_.assign(rows_.positions.begin(), rows_.positions.end());
  const Tensor y = matrix(x.cols);
  backend_.dropout({.x = x,
                    .y = y,
                    .probability = low.dropout,
                    .seed = options_.seed,
                    .step = options_.step,
                    .site = low.site,
                    .examples = rows_.examples,
                    .positions = positions_});
  return y;
}

Tensor Pass::linear(const Linear& linear, const Tensor& x, LinearSaved& saved) {
  const Tensor y = matrix(linear.weight.value.rows);
  backend_.matmul({.a = x, .b = linear.weight.value, .c = y, .transpose_b = Transpose::kYes});
  if (!linear.bias.value.empty()) backend_.add_bias(linear.bias.value, y);
  if (!linear.low_rank) return y;
  const LowRank& low = *linear.low_rank;
  saved.low = matrix(low.a.value.rows);
  const auto mark = backend_.mark();
  backend_.matmul(
      {.a = dropped(low, x), .b = low.a.value, .c = saved.low, .transpose_b = Transpose::kYes});
  backend_.rewind(mark);
  backend_.scale(low.scale, saved.low);
  backend_.matmul({.a = saved.low,
                   .b = low.b.value,
                   .c = y,
                   .transpose_b = Transpose::kYes,
                   .into = Into::kAdd});
  return y;
}

void Pass::linear_backward(const Linear& linear, const Tensor& x, const LinearSaved& saved,
                           const Tensor& dy, const Tensor& dx, Into into) {
  const auto add_product = [&](const Tensor& gradient, const Tensor& left, const Tensor& right) {
    if (!gradient.empty())
      backend_.matmul({.a = left,
                       .b = right,
                       .c = gradient,
                       .transpose_a = Transpose::kYes,
                       .into = Into::kAdd});
  };
  add_product(linear.weight.gradient, dy, x);
  if (!linear.bias.gradient.empty()) backend_.add_column_sums(dy, linear.bias.gradient);
  backend_.matmul({.a = dy, .b = linear.weight.value, .c = dx, .into = into});
  if (!linear.low_rank) return;
  const LowRank& low = *linear.low_rank;
  const auto mark = backend_.mark();
  const Tensor dlow = matrix(low.a.value.rows);
  backend_.matmul({.a = dy, .b = low.b.value, .c = dlow});
  backend_.scale(low.scale, dlow);
  add_product(low.b.gradient, dy, saved.low);
  add_product(low.a.gradient, dlow, dropped(low, x));
  if (drops(low)) {
    const Tensor through = matrix(dx.cols);
    backend_.matmul({.a = dlow, .b = low.a.value, .c = through});
    backend_.add(dx, dropped(low, through), dx);
  } else {
    backend_.matmul({.a = dlow, .b = low.a.value, .c = dx, .into = Into::kAdd});
  }
  backend_.rewind(mark);
}

void Pass::rope(const Tensor& x, std::int64_t head_dim, Turn turn) {
  backend_.rope({.x = x,
                 .head_dim = head_dim,
                 .cosine = rows_.cosine,
                 .sine = rows_.sine,
                 .positions = rows_.positions,
                 .rotation = turn == Turn::kForward ? tensor::Rope::Rotation::kForward
                                                    : tensor::Rope::Rotation::kBackward});
}

tensor::Attention Pass::attention_of(const Block& block, const AttentionSaved& saved) const {
  return {.q = saved.q,
          .k = saved.k,
          .v = saved.v,
          .out = saved.out,
          .lse = saved.lse,
          .heads = block.heads,
          .kv_heads = block.kv_heads,
          .head_dim = block.head_dim,
          .window = block.window,
          .scale = 1.0 / std::sqrt(static_cast<double>(block.head_dim)),
          .starts = rows_.starts,
          .cached = rows_.cache != nullptr ? rows_.cache->length : 0};
}

Tensor Pass::attend(const Block& block, const Tensor& q, const Tensor& k, const Tensor& v,
                    AttentionSaved& saved) {
  saved = {.q = q, .k = k, .v = v, .out = matrix(q.cols), .lse = {}};
  if (options_.gradients == PassOptions::Gradients::kYes)
    saved.lse = backend_.scratch(Dtype::kF32, block.heads, rows());
  if (rows_.cache != nullptr) {
    CacheRows& cache = *rows_.cache;
    const auto layer = static_cast<std::size_t>(block.layer);
    backend_.cast(k, tensor::rows_of(cache.k[layer], cache.length, rows()));
    backend_.cast(v, tensor::rows_of(cache.v[layer], cache.length, rows()));
    saved.k = tensor::rows_of(cache.k[layer], 0, cache.length + rows());
    saved.v = tensor::rows_of(cache.v[layer], 0, cache.length + rows());
  }
  backend_.attention(attention_of(block, saved));
  return saved.out;
}

void Pass::attend_backward(const Block& block, const AttentionSaved& saved, const Tensor& dout,
                           const Tensor& dq, const Tensor& dk, const Tensor& dv) {
  backend_.attention_backward(
      {.forward = attention_of(block, saved), .dout = dout, .dq = dq, .dk = dk, .dv = dv});
}

Tensor Pass::swiglu(const Tensor& gate, const Tensor& up) {
  const Tensor y = matrix(gate.cols);
  backend_.swiglu({.gate = gate, .up = up, .y = y});
  return y;
}

void Pass::swiglu_backward(const Tensor& gate, const Tensor& up, const Tensor& dy) {
  backend_.swiglu_backward({.gate = gate, .up = up, .dy = dy, .dgate = gate, .dup = up, .y = {}});
}

}  // namespace millrace::model
