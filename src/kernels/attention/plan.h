// Cuts packed attention into items of fixed borders: the cut depends on shapes only, never on the
// number of threads, so that results do not either. Pure.
#pragma once
#include <span>
#include <vector>

#include "kernels/attention/op.h"

namespace millrace::kernels {

struct AttentionPlan {
  std::vector<AttentionItem> items;  // largest first where it matters: hand them out in this order
  std::size_t scratch_bytes = 0;     // per thread, for any of the items
};

// `cu_seqlens` are the borders of the segments: n + 1 ascending rows, the first 0. Queries and keys
// are the same rows (training, prefill without a cache).
AttentionPlan plan_attention_forward(const AttentionShape& shape,
                                     std::span<const std::int32_t> cu_seqlens);
AttentionPlan plan_attention_backward(const AttentionShape& shape,
                                      std::span<const std::int32_t> cu_seqlens);

// Scratch for an item that the caller made by hand.
std::size_t attention_scratch_bytes(const AttentionShape& shape, const AttentionItem& item);

}  // namespace millrace::kernels
