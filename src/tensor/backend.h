// What a device can do for the model code: memory and operations on matrices. Implementations own
// threads, streams and scratch. One thread at a time. Operations may run later than their call
// returns, but in order; download() waits.
//
// Shapes are the caller's business and checked with CHECK. Results are the same bit for bit for
// any number of threads. Activations are of one type throughout (fp32 or bf16); weights of norms,
// biases and all gradients of weights are fp32.
#pragma once
#include <cstdint>
#include <span>

#include "tensor/arena.h"
#include "tensor/tensor.h"

namespace millrace::tensor {

enum class Transpose : std::uint8_t { kNo, kYes };
enum class Into : std::uint8_t { kOverwrite, kAdd };

// c = op(a) op(b), or c += …; a and b have one type, c that or fp32.
struct Matmul {
  Tensor a, b, c;
  Transpose transpose_a = Transpose::kNo;
  Transpose transpose_b = Transpose::kNo;
  Into into = Into::kOverwrite;
};

// y = (x + residual) / rms * weight. With `group` > 1 each row holds that many vectors of
// weight.cols elements.
struct RmsNorm {
  Tensor x, residual, weight;  // residual may be empty
  Tensor sum, y, inv_rms;      // sum iff residual; inv_rms [rows * group] fp32 may be empty
  double eps = 1e-6;
  std::int64_t group = 1;
};
struct RmsNormBackward {
  Tensor x, weight, inv_rms, dy;
  Tensor add;      // may be empty; else added to dx
  Tensor dx;       // may be dy or add
  Tensor dweight;  // fp32, added to; may be empty
  std::int64_t group = 1;
};

struct Rope {
  Tensor x;  // turned in place: heads of head_dim side by side
  std::int64_t head_dim = 0;
  Tensor cosine, sine;  // [positions][head_dim / 2] fp32
  std::span<const std::int32_t> positions;
  enum class Rotation : std::uint8_t { kForward, kBackward } rotation = Rotation::kForward;
};

struct Swiglu {
  Tensor gate, up, y;
};
struct SwigluBackward {
  Tensor gate, up, dy, dgate, dup;  // dgate may be gate, dup may be up
  Tensor y;                         // may be empty; else forward's result again
};

// Causal attention of packed segments, or of new rows of one sequence after `cached` rows of keys.
struct Attention {
  Tensor q, k, v, out;
  Tensor lse;  // [heads][rows] fp32; may be empty
  std::int64_t heads = 0;
  std::int64_t kv_heads = 0;
  std::int64_t head_dim = 0;
  std::int64_t window = 0;  // 0: all
  double scale = 0;
  std::span<const std::int32_t> starts;  // borders of the segments
  std::int64_t cached = 0;               // k and v have that many more rows; one segment only
};
struct AttentionBackward {
  Attention forward;  // as it was called, with lse
  Tensor dout, dq, dk, dv;
};

struct CrossEntropy {
  Tensor logits;                         // fp32
  std::span<const std::int32_t> labels;  // one for each row, all of them valid
  float scale = 1;
  std::span<float> losses;
  Tensor gradient;  // empty, or of the activations' type in the memory of the logits
};

struct Dropout {
  Tensor x, y;
  float probability = 0;
  std::uint64_t seed = 0;
  std::uint32_t step = 0;
  std::uint32_t site = 0;
  std::span<const std::uint32_t> examples, positions;  // of each row
};

class Backend {
 public:
  virtual ~Backend() = default;

  // A stack of scratch matrices, uninitialised.
  virtual Tensor scratch(Dtype dtype, std::int64_t rows, std::int64_t cols) = 0;
  virtual Scratch::Mark mark() = 0;
  virtual void rewind(Scratch::Mark mark) = 0;
  // Kept until the backend dies; zeroed.
  virtual Tensor keep(Dtype dtype, std::int64_t rows, std::int64_t cols) = 0;
  virtual void download(const Tensor& from, std::span<float> to) = 0;

  virtual void matmul(const Matmul& args) = 0;
  virtual void add_bias(const Tensor& bias, const Tensor& x) = 0;  // x[r] += bias
  virtual void add_column_sums(const Tensor& x, const Tensor& sums) = 0;
  virtual void rms_norm(const RmsNorm& args) = 0;
  virtual void rms_norm_backward(const RmsNormBackward& args) = 0;
  virtual void rope(const Rope& args) = 0;
  virtual void swiglu(const Swiglu& args) = 0;
  virtual void swiglu_backward(const SwigluBackward& args) = 0;
  virtual void attention(const Attention& args) = 0;
  virtual void attention_backward(const AttentionBackward& args) = 0;
  virtual void cross_entropy(const CrossEntropy& args) = 0;
  virtual void dropout(const Dropout& args) = 0;
  virtual void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& y) = 0;
  virtual void embed_backward(const Tensor& dy, std::span<const std::int32_t> ids,
                              const Tensor& dtable) = 0;
  virtual void add(const Tensor& a, const Tensor& b, const Tensor& y) = 0;
  virtual void scale(float factor, const Tensor& x) = 0;
  virtual void axpy(float alpha, const Tensor& x, const Tensor& y) = 0;  // y += alpha x
  virtual void cast(const Tensor& from, const Tensor& to) = 0;           // or a copy
  virtual void zero(const Tensor& x) = 0;
  virtual void gather_rows(const Tensor& x, std::span<const std::int32_t> rows,
                           const Tensor& y) = 0;
  // y is zeroed, then y[rows[i]] = x[i].
  virtual void scatter_rows(const Tensor& x, std::span<const std::int32_t> rows,
                            const Tensor& y) = 0;
};

}  // namespace millrace::tensor
