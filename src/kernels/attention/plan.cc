#include "kernels/attention/plan.h"

#include <algorithm>

namespace millrace::kernels {
namespace {

constexpr std::int32_t kTile = 64;         // rows of a tile in the vector kernels
constexpr std::int32_t kHeadsAtOnce = 16;  // query heads whose state they hold
// Sums of the key and value gradients that one backward item may hold: what stays in a core's
// cache.
constexpr std::size_t kGradientBytes = std::size_t{512} << 10;
constexpr std::int32_t kQueryBlock = 256;  // query rows of a kQuery item

std::size_t round_up(std::size_t n, std::size_t to) {
  return (n + to - 1) / to * to;
}
std::size_t padded_dim(const AttentionShape& shape) {
  return round_up(static_cast<std::size_t>(shape.head_dim), 16);
}

void add_item(AttentionPlan& plan, const AttentionShape& shape, const AttentionItem& item) {
  plan.items.push_back(item);
  plan.scratch_bytes = std::max(plan.scratch_bytes, attention_scratch_bytes(shape, item));
}

// The oldest key row that query row `query` of a segment sees.
std::int32_t oldest_key(const AttentionShape& shape, std::int32_t begin, std::int32_t query) {
  return shape.window > 0 ? std::max(begin, query - shape.window + 1) : begin;
}

void cut_backward(AttentionPlan& plan, const AttentionShape& shape, std::int32_t kv_head,
                  std::int32_t begin, std::int32_t end) {
  const auto most = static_cast<std::int32_t>(
      round_up(kGradientBytes / (padded_dim(shape) * 2 * sizeof(float)), kTile));
  if (end - begin <= most) {
    add_item(
        plan, shape,
        {.kv_head = kv_head, .q_begin = begin, .q_end = end, .kv_begin = begin, .kv_end = end});
    return;
  }
  for (std::int32_t at = begin; at < end; at += most / 2) {
    const std::int32_t last = std::min(end, at + most / 2);
    const std::int32_t seen = shape.window > 0 ? std::min(end, last - 1 + shape.window) : end;
    add_item(plan, shape,
             {.kv_head = kv_head,
              .q_begin = at,
              .q_end = seen,
              .kv_begin = at,
              .kv_end = last,
              .gradients = Gradients::kKeyValue});
  }
  for (std::int32_t at = begin; at < end; at += kQueryBlock) {
    const std::int32_t last = std::min(end, at + kQueryBlock);
    add_item(plan, shape,
             {.kv_head = kv_head,
              .q_begin = at,
              .q_end = last,
              .kv_begin = oldest_key(shape, begin, at),
              .kv_end = last,
              .gradients = Gradients::kQuery});
  }
}

}  // namespace

std::size_t attention_scratch_bytes(const AttentionShape& shape, const AttentionItem& item) {
  const std::size_t dim = padded_dim(shape);
  const auto group = static_cast<std::size_t>(std::min(kHeadsAtOnce, shape.heads / shape.kv_heads));
  const auto keys = round_up(static_cast<std::size_t>(item.kv_end - item.kv_begin), kTile);
  const std::size_t forward = kTile * (dim * (4 + 2 * group) + 2 * kTile + 4 * group);
  const std::size_t backward = kTile * (dim * 12 + 4 * kTile + 4) + keys * dim * 2;
  return std::max(forward, backward) * sizeof(float);
}

AttentionPlan plan_attention_forward(const AttentionShape& shape,
                                     std::span<const std::int32_t> cu_seqlens) {
  AttentionPlan plan;
  for (std::size_t s = 0; s + 1 < cu_seqlens.size(); ++s) {
    const std::int32_t begin = cu_seqlens[s];
    const std::int32_t tiles = (cu_seqlens[s + 1] - begin + kTile - 1) / kTile;
    for (std::int32_t tile = tiles - 1; tile >= 0; --tile) {
      const std::int32_t first = begin + tile * kTile;
      const std::int32_t last = std::min(cu_seqlens[s + 1], first + kTile);
      for (std::int32_t head = 0; head < shape.kv_heads; ++head) {
        add_item(plan, shape,
                 {.kv_head = head,
                  .q_begin = first,
                  .q_end = last,
                  .kv_begin = oldest_key(shape, begin, first),
                  .kv_end = last});
      }
    }
  }
  return plan;
}

AttentionPlan plan_attention_backward(const AttentionShape& shape,
                                      std::span<const std::int32_t> cu_seqlens) {
  AttentionPlan plan;
  for (std::size_t s = 0; s + 1 < cu_seqlens.size(); ++s) {
    if (cu_seqlens[s] == cu_seqlens[s + 1]) continue;
    for (std::int32_t head = 0; head < shape.kv_heads; ++head) {
      cut_backward(plan, shape, head, cu_seqlens[s], cu_seqlens[s + 1]);
    }
  }
  return plan;
}

}  // namespace millrace::kernels
