// The operations between the products, by our kernels: rows are cut into tiles of fixed borders,
// the pool computes them, sums over rows go through per-tile partials in index order. One thread at
// a time.
#pragma once
#include "tensor/backend.h"
#include "tensor/thread_pool.h"

namespace millrace::tensor {

class Fused {
 public:
  Fused(ThreadPool& pool, Scratch& scratch) : pool_(pool), scratch_(scratch) {}

  void add_bias(const Tensor& bias, const Tensor& x);
  void add_column_sums(const Tensor& x, const Tensor& sums);
  void rms_norm(const RmsNorm& args);
  void rms_norm_backward(const RmsNormBackward& args);
  void rope(const Rope& args);
  void swiglu(const Swiglu& args);
  void swiglu_backward(const SwigluBackward& args);
  void attention(const Attention& args);
  void attention_backward(const AttentionBackward& args);
  void cross_entropy(const CrossEntropy& args);
  void dropout(const Dropout& args);
  void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& y);
  void embed_backward(const Tensor& dy, std::span<const std::int32_t> ids, const Tensor& dtable);

 private:
  ThreadPool& pool_;
  Scratch& scratch_;
};

}  // namespace millrace::tensor
