// Attention of the CPU backend: plans from the kernels, or items by hand where there is a cache.
#include "base/check.h"
#include "kernels/attention/plan.h"
#include "tensor/cpu/fused.h"
#include "tensor/cpu/tiles.h"

namespace millrace::tensor {
namespace {

constexpr std::int32_t kQueryRows = 64;  // of an item over cached keys

std::int32_t narrow(std::int64_t n) {
  return static_cast<std::int32_t>(n);
}

kernels::AttentionShape shape_of(const Attention& a) {
  return {.type = a.q.dtype,
          .heads = narrow(a.heads),
          .kv_heads = narrow(a.kv_heads),
          .head_dim = narrow(a.head_dim),
          .window = narrow(a.window),
          .scale = static_cast<float>(a.scale)};
}

kernels::HeadsIn in(const Tensor& t, std::int64_t head_dim) {
  return {t.data, size(t.stride), size(head_dim)};
}
kernels::HeadsOut out(const Tensor& t, std::int64_t head_dim) {
  return {t.data, size(t.stride), size(head_dim)};
}

kernels::AttentionPlan plan_cached(const Attention& a, const kernels::AttentionShape& shape) {
  kernels::AttentionPlan plan;
  const std::int32_t rows = narrow(a.q.rows);
  const std::int32_t cached = narrow(a.cached);
  for (std::int32_t head = 0; head < shape.kv_heads; ++head)
    for (std::int32_t begin = 0; begin < rows; begin += kQueryRows) {
      const std::int32_t end = std::min(rows, begin + kQueryRows);
      const std::int32_t oldest = shape.window > 0 ? cached + begin - shape.window + 1 : 0;
      const kernels::AttentionItem item{.kv_head = head,
                                        .q_begin = begin,
                                        .q_end = end,
                                        .kv_begin = std::max(0, oldest),
                                        .kv_end = cached + end,
                                        .diagonal = cached};
      plan.items.push_back(item);
      plan.scratch_bytes =
          std::max(plan.scratch_bytes, kernels::attention_scratch_bytes(shape, item));
    }
  return plan;
}

// One piece of scratch for each worker.
std::byte* worker_scratch(Scratch& scratch, std::size_t bytes, std::size_t workers) {
  return scratch.take((bytes + 63) / 64 * 64 * workers);
}

}  // namespace

void Fused::attention(const Attention& a) {
  CHECK(a.q.cols == a.heads * a.head_dim && a.k.cols == a.kv_heads * a.head_dim);
  CHECK(a.k.rows == a.q.rows + a.cached && a.v.rows == a.k.rows);
  CHECK(!a.starts.empty() && a.starts.back() == a.q.rows);
  const kernels::AttentionShape shape = shape_of(a);
  const auto plan =
      a.cached > 0 ? plan_cached(a, shape) : kernels::plan_attention_forward(shape, a.starts);
  const auto mark = scratch_.mark();
  std::byte* room = worker_scratch(scratch_, plan.scratch_bytes, pool_.workers());
  const std::size_t step = (plan.scratch_bytes + 63) / 64 * 64;
  const kernels::AttentionForward args{.shape = shape,
                                       .q = in(a.q, a.head_dim),
                                       .k = in(a.k, a.head_dim),
                                       .v = in(a.v, a.head_dim),
                                       .out = out(a.out, a.head_dim),
                                       .lse = static_cast<float*>(a.lse.data),
                                       .lse_stride = size(a.lse.stride)};
  pool_.run(plan.items.size(), [&](std::size_t i, std::size_t worker) {
    kernels::attention().forward(args, plan.items[i], room + worker * step);
  });
  scratch_.rewind(mark);
}

void Fused::attention_backward(const AttentionBackward& b) {
  const Attention& a = b.forward;
  CHECK(a.cached == 0 && !a.lse.empty());
  const kernels::AttentionShape shape = shape_of(a);
  const auto plan = kernels::plan_attention_backward(shape, a.starts);
  const auto mark = scratch_.mark();
  std::byte* room = worker_scratch(scratch_, plan.scratch_bytes, pool_.workers());
  const std::size_t step = (plan.scratch_bytes + 63) / 64 * 64;
  const kernels::AttentionBackward args{.shape = shape,
                                        .q = in(a.q, a.head_dim),
                                        .k = in(a.k, a.head_dim),
                                        .v = in(a.v, a.head_dim),
                                        .out = in(a.out, a.head_dim),
                                        .dout = in(b.dout, a.head_dim),
                                        .lse = static_cast<const float*>(a.lse.data),
                                        .lse_stride = size(a.lse.stride),
                                        .dq = out(b.dq, a.head_dim),
                                        .dk = out(b.dk, a.head_dim),
                                        .dv = out(b.dv, a.head_dim)};
  pool_.run(plan.items.size(), [&](std::size_t i, std::size_t worker) {
    kernels::attention().backward(args, plan.items[i], room + worker * step);
  });
  scratch_.rewind(mark);
}

}  // namespace millrace::tensor
