#include "tensor/fenced_backend.h"

#include <sys/mman.h>

#include "base/check.h"

namespace millrace::tensor {
namespace {

constexpr std::size_t kRoom = std::size_t{1} << 30;

class FencedBackend final : public Backend {
 public:
  explicit FencedBackend(Backend& inner) : inner_(inner), memory_(kRoom) {
    void* fence =
        ::mmap(nullptr, kRoom, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(fence != MAP_FAILED);
    fence_ = static_cast<std::byte*>(fence);
  }
  ~FencedBackend() override { ::munmap(fence_, kRoom); }

  Tensor scratch(Dtype dtype, std::int64_t rows, std::int64_t cols) override {
    const auto bytes = static_cast<std::size_t>(rows * cols * element_bytes(dtype));
    CHECK(used_ + bytes + 64 <= kRoom);
    Tensor matrix{
        .dtype = dtype, .rows = rows, .cols = cols, .stride = cols, .data = fence_ + used_};
    used_ += (bytes + 64) / 64 * 64;
    return matrix;
  }
  Scratch::Mark mark() override { return {0, used_}; }
  void rewind(Scratch::Mark mark) override { used_ = mark.used; }
  Tensor keep(Dtype dtype, std::int64_t rows, std::int64_t cols) override {
    return inner_.keep(dtype, rows, cols);
  }
  void download(const Tensor& from, std::span<float> to) override {
    inner_.download(real(from), to);
  }

  void matmul(const Matmul& args) override {
    Matmul a = args;
    open(a.a, a.b, a.c);
    inner_.matmul(a);
  }
  void add_bias(const Tensor& bias, const Tensor& x) override {
    inner_.add_bias(real(bias), real(x));
  }
  void add_column_sums(const Tensor& x, const Tensor& sums) override {
    inner_.add_column_sums(real(x), real(sums));
  }
  void rms_norm(const RmsNorm& args) override {
    RmsNorm a = args;
    open(a.x, a.residual, a.weight, a.sum, a.y, a.inv_rms);
    inner_.rms_norm(a);
  }
  void rms_norm_backward(const RmsNormBackward& args) override {
    RmsNormBackward a = args;
    open(a.x, a.weight, a.inv_rms, a.dy, a.add, a.dx, a.dweight);
    inner_.rms_norm_backward(a);
  }
  void rope(const Rope& args) override {
    Rope a = args;
    open(a.x, a.cosine, a.sine);
    inner_.rope(a);
  }
  void swiglu(const Swiglu& args) override {
    Swiglu a = args;
    open(a.gate, a.up, a.y);
    inner_.swiglu(a);
  }
  void swiglu_backward(const SwigluBackward& args) override {
    SwigluBackward a = args;
    open(a.gate, a.up, a.dy, a.dgate, a.dup, a.y);
    inner_.swiglu_backward(a);
  }
  void attention(const Attention& args) override { inner_.attention(opened(args)); }
  void attention_backward(const AttentionBackward& args) override {
    AttentionBackward a = args;
    a.forward = opened(args.forward);
    open(a.dout, a.dq, a.dk, a.dv);
    inner_.attention_backward(a);
  }
  void cross_entropy(const CrossEntropy& args) override {
    CrossEntropy a = args;
    open(a.logits, a.gradient);
    inner_.cross_entropy(a);
  }
  void dropout(const Dropout& args) override {
    Dropout a = args;
    open(a.x, a.y);
    inner_.dropout(a);
  }
  void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& y) override {
    inner_.embed(real(table), ids, real(y));
  }
  void embed_backward(const Tensor& dy, std::span<const std::int32_t> ids,
                      const Tensor& dtable) override {
    inner_.embed_backward(real(dy), ids, real(dtable));
  }
  void add(const Tensor& a, const Tensor& b, const Tensor& y) override {
    inner_.add(real(a), real(b), real(y));
  }
  void scale(float factor, const Tensor& x) override { inner_.scale(factor, real(x)); }
  void axpy(float alpha, const Tensor& x, const Tensor& y) override {
    inner_.axpy(alpha, real(x), real(y));
  }
  void cast(const Tensor& from, const Tensor& to) override { inner_.cast(real(from), real(to)); }
  void zero(const Tensor& x) override { inner_.zero(real(x)); }
  void gather_rows(const Tensor& x, std::span<const std::int32_t> rows, const Tensor& y) override {
    inner_.gather_rows(real(x), rows, real(y));
  }
  void scatter_rows(const Tensor& x, std::span<const std::int32_t> rows, const Tensor& y) override {
    inner_.scatter_rows(real(x), rows, real(y));
  }

 private:
  // The same matrix where its memory really is; others stay as they are.
  Tensor real(const Tensor& tensor) const {
    Tensor out = tensor;
    auto* data = static_cast<std::byte*>(tensor.data);
    if (data >= fence_ && data < fence_ + kRoom) out.data = memory_.data() + (data - fence_);
    return out;
  }
  template <typename... T>
  void open(T&... tensors) const {
    ((tensors = real(tensors)), ...);
  }
  Attention opened(Attention a) const {
    open(a.q, a.k, a.v, a.out, a.lse);
    return a;
  }

  Backend& inner_;
  Mapping memory_;
  std::byte* fence_ = nullptr;
  std::size_t used_ = 0;
};

}  // namespace

std::unique_ptr<Backend> make_fenced_backend(Backend& inner) {
  return std::make_unique<FencedBackend>(inner);
}

}  // namespace millrace::tensor
