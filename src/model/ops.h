// What a block may use. A block is written once, forward and backward, against these four seams and
// follows no data pointer: Linear (base + low-rank terms), attention (packed segments or a cache of
// keys and values), saved activations (kept, or the forward is run again), positions (explicit, of
// every row). One thread.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tensor/backend.h"

namespace millrace::model {

using tensor::Dtype;
using tensor::Into;
using tensor::Tensor;

struct Weight {
  Tensor value;     // what is computed with: compute type for matrices, fp32 for vectors
  Tensor gradient;  // fp32, added to; empty: not trained
};

// y += scale · dropout(x) Aᵀ Bᵀ
struct LowRank {
  Weight a;  // [rank, in]
  Weight b;  // [out, rank]
  float scale = 1;
  float dropout = 0;
  std::uint32_t site = 0;  // of its dropout
};

// y = x Wᵀ + bias, and the low-rank terms.
struct Linear {
  Weight weight;  // [out, in]
  Weight bias;    // value empty: none
  std::optional<LowRank> low_rank;
};

struct Norm {
  Weight weight;
  double eps = 1e-6;
};

// The weights of a decoder block.
struct Block {
  Norm input_norm, post_norm;
  std::optional<Norm> q_norm, k_norm;  // per head
  Linear q, k, v, o, gate, up, down;
  std::int64_t heads = 0;
  std::int64_t kv_heads = 0;
  std::int64_t head_dim = 0;
  std::int64_t window = 0;  // 0: all
  std::int64_t layer = 0;
};

// The residual stream between blocks: its value is x + delta; the sum is made by the next norm.
struct Stream {
  Tensor x, delta;  // delta may be empty
};

struct NormSaved {
  Tensor x, inv_rms;
};
struct LinearSaved {
  Tensor low;  // scale · dropout(x) Aᵀ
};
struct AttentionSaved {
  Tensor q, k, v, out, lse;
};

// Keys and values of earlier rows of one sequence, for each layer.
struct CacheRows {
  std::vector<Tensor> k, v;  // [layers]: [room, kv_heads * head_dim]
  std::int64_t length = 0;
};

struct PassOptions {
  Dtype type = Dtype::kF32;  // of activations
  enum class Dropout { kOff, kOn } dropout = Dropout::kOff;
  enum class Gradients { kNo, kYes } gradients = Gradients::kNo;
  std::uint64_t seed = 0;
  std::uint32_t step = 0;
};

// One trip of packed rows through the blocks. Scratch matrices live until the owner of the pass
// rewinds.
class Pass {
 public:
  struct Rows {
    std::span<const std::int32_t> starts;     // borders of the segments
    std::span<const std::int32_t> positions;  // of each row within its sequence
    std::span<const std::uint32_t> examples;  // of each row: keys dropout
    Tensor cosine, sine;                      // rotary tables
    CacheRows* cache = nullptr;               // one segment, whose rows follow the cached ones
  };
  Pass(tensor::Backend& backend, const PassOptions& options, const Rows& rows)
      : backend_(backend), options_(options), rows_(rows) {}

  tensor::Backend& backend() { return backend_; }
  std::int64_t rows() const { return static_cast<std::int64_t>(rows_.positions.size()); }
  Tensor matrix(std::int64_t cols);  // [rows(), cols] of the activations' type, uninitialised

  Tensor norm(const Norm& norm, const Stream& in, NormSaved& saved);
  // dx += the gradient through the norm of dy.
  void norm_backward(const Norm& norm, const NormSaved& saved, const Tensor& dy, const Tensor& dx);
  // Each head of x by itself.
  Tensor head_norm(const Norm& norm, const Tensor& x, NormSaved& saved);
  void head_norm_backward(const Norm& norm, const NormSaved& saved, const Tensor& dx);  // in place

  Tensor linear(const Linear& linear, const Tensor& x, LinearSaved& saved);
  // dx = (or +=) the gradient of x; gradients of the weights are added to.
  void linear_backward(const Linear& linear, const Tensor& x, const LinearSaved& saved,
                       const Tensor& dy, const Tensor& dx, Into into);

  enum class Turn { kForward, kBackward };
  void rope(const Tensor& x, std::int64_t head_dim, Turn turn);  // in place

  Tensor attend(const Block& block, const Tensor& q, const Tensor& k, const Tensor& v,
                AttentionSaved& saved);
  void attend_backward(const Block& block, const AttentionSaved& saved, const Tensor& dout,
                       const Tensor& dq, const Tensor& dk, const Tensor& dv);

  Tensor swiglu(const Tensor& gate, const Tensor& up);
  void swiglu_backward(const Tensor& gate, const Tensor& up, const Tensor& dy);  // into gate, up

 private:
  Tensor dropped(const LowRank& low, const Tensor& x);  // x itself where there is no dropout
  bool drops(const LowRank& low) const;
  tensor::Attention attention_of(const Block& block, const AttentionSaved& saved) const;

  tensor::Backend& backend_;
  PassOptions options_;
  Rows rows_;
  std::vector<std::uint32_t> positions_;  // as dropout wants them
};

}  // namespace millrace::model
