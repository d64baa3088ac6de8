// Row by row, as the formulas read: what the tiled variants are tested against.
#include <algorithm>

#include "kernels/attention/op.h"
#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

template <typename T>
const T* row(const HeadsIn& heads, std::int32_t token, std::int32_t head) {
  return as<T>(heads.data) + static_cast<std::size_t>(token) * heads.token_stride +
         static_cast<std::size_t>(head) * heads.head_stride;
}

template <typename T>
T* row(const HeadsOut& heads, std::int32_t token, std::int32_t head) {
  return as<T>(heads.data) + static_cast<std::size_t>(token) * heads.token_stride +
         static_cast<std::size_t>(head) * heads.head_stride;
}

template <typename T>
float dot(const T* a, const T* b, std::int32_t n) {
  float sum = 0;
  for (std::int32_t d = 0; d < n; ++d) sum += to_float(a[d]) * to_float(b[d]);
  return sum;
}

struct Keys {
  std::int32_t begin;
  std::int32_t end;
};

Keys keys_of(const AttentionShape& shape, const AttentionItem& item, std::int32_t query) {
  const std::int32_t newest = query + item.diagonal;
  const std::int32_t oldest = shape.window > 0 ? newest - shape.window + 1 : item.kv_begin;
  return {std::max(item.kv_begin, oldest), std::min(item.kv_end, newest + 1)};
}

template <typename T>
void forward_row(const AttentionForward& args, const AttentionItem& item, std::int32_t head,
                 std::int32_t query, float* sums) {
  const AttentionShape& shape = args.shape;
  const T* q = row<T>(args.q, query, head);
  float highest = -INFINITY;
  float total = 0;
  std::fill_n(sums, shape.head_dim, 0.0F);
  const Keys keys = keys_of(shape, item, query);
  for (std::int32_t j = keys.begin; j < keys.end; ++j) {
    const float score = shape.scale * dot(q, row<T>(args.k, j, item.kv_head), shape.head_dim);
    const float next = std::max(highest, score);
    const float shrink = std::exp(highest - next);
    const float p = std::exp(score - next);
    const T* v = row<T>(args.v, j, item.kv_head);
    for (std::int32_t d = 0; d < shape.head_dim; ++d)
      sums[d] = sums[d] * shrink + p * to_float(v[d]);
    total = total * shrink + p;
    highest = next;
  }
  T* out = row<T>(args.out, query, head);
  const float inv = total > 0 ? 1.0F / total : 0.0F;
  for (std::int32_t d = 0; d < shape.head_dim; ++d) out[d] = from_float<T>(sums[d] * inv);
  if (args.lse == nullptr) return;
  args.lse[static_cast<std::size_t>(head) * args.lse_stride + static_cast<std::size_t>(query)] =
      highest + std::log(total);
}

void forward(const AttentionForward& args, const AttentionItem& item, void* scratch) {
  const std::int32_t group = args.shape.heads / args.shape.kv_heads;
  with_type(args.shape.type, [&](auto element) {
    for (std::int32_t g = 0; g < group; ++g) {
      for (std::int32_t i = item.q_begin; i < item.q_end; ++i) {
        forward_row<decltype(element)>(args, item, item.kv_head * group + g, i,
                                       static_cast<float*>(scratch));
      }
    }
  });
}

// Where the sums of one backward item lie in the scratch.
struct Sums {
  float* dq;  // of the current row
  float* dk;  // of all keys of the item
  float* dv;
};

template <typename T>
void backward_row(const AttentionBackward& args, const AttentionItem& item, std::int32_t head,
                  std::int32_t query, const Sums& sums) {
  const AttentionShape& shape = args.shape;
  const std::int32_t n = shape.head_dim;
  const T* q = row<T>(args.q, query, head);
  const T* dout = row<T>(args.dout, query, head);
  const float delta = dot(dout, row<T>(args.out, query, head), n);
  const float lse =
      args.lse[static_cast<std::size_t>(head) * args.lse_stride + static_cast<std::size_t>(query)];
  std::fill_n(sums.dq, n, 0.0F);
  const Keys keys = keys_of(shape, item, query);
  for (std::int32_t j = keys.begin; j < keys.end; ++j) {
    const T* k = row<T>(args.k, j, item.kv_head);
    const float p = std::exp(shape.scale * dot(q, k, n) - lse);
    const float ds = shape.scale * p * (dot(dout, row<T>(args.v, j, item.kv_head), n) - delta);
    float* dk = sums.dk + static_cast<std::ptrdiff_t>(j - item.kv_begin) * n;
    float* dv = sums.dv + static_cast<std::ptrdiff_t>(j - item.kv_begin) * n;
    for (std::int32_t d = 0; d < n; ++d) {
      sums.dq[d] += ds * to_float(k[d]);
      if (item.gradients == Gradients::kQuery) continue;
      dk[d] += ds * to_float(q[d]);
      dv[d] += p * to_float(dout[d]);
    }
  }
  if (item.gradients == Gradients::kKeyValue) return;
  T* dq = row<T>(args.dq, query, head);
  for (std::int32_t d = 0; d < n; ++d) dq[d] = from_float<T>(sums.dq[d]);
}

template <typename T>
void write_keys(const AttentionBackward& args, const AttentionItem& item, const Sums& sums) {
  const std::int32_t n = args.shape.head_dim;
  for (std::int32_t j = item.kv_begin; j < item.kv_end; ++j) {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(j - item.kv_begin) * n;
    T* dk = row<T>(args.dk, j, item.kv_head);
    T* dv = row<T>(args.dv, j, item.kv_head);
    for (std::int32_t d = 0; d < n; ++d) {
      dk[d] = from_float<T>(sums.dk[at + d]);
      dv[d] = from_float<T>(sums.dv[at + d]);
    }
  }
}

void backward(const AttentionBackward& args, const AttentionItem& item, void* scratch) {
  const std::int32_t group = args.shape.heads / args.shape.kv_heads;
  const std::ptrdiff_t n = args.shape.head_dim;
  const bool keys = item.gradients != Gradients::kQuery;
  const std::ptrdiff_t size = keys ? (item.kv_end - item.kv_begin) * n : 0;
  Sums sums{};
  sums.dq = static_cast<float*>(scratch);
  sums.dk = sums.dq + n;
  sums.dv = sums.dk + size;
  std::fill_n(sums.dk, 2 * size, 0.0F);
  with_type(args.shape.type, [&](auto element) {
    using T = decltype(element);
    for (std::int32_t g = 0; g < group; ++g) {
      for (std::int32_t i = item.q_begin; i < item.q_end; ++i) {
        backward_row<T>(args, item, item.kv_head * group + g, i, sums);
      }
    }
    if (keys) write_keys<T>(args, item, sums);
  });
}

}  // namespace

const AttentionKernels attention_ref = {.forward = forward, .backward = backward};

}  // namespace millrace::kernels
