#include "tensor/cpu/cpu_backend.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "kernels/cast/op.h"
#include "kernels/dispatch.h"
#include "kernels/pointwise/op.h"
#include "tensor/cpu/fused.h"
#include "tensor/cpu/products.h"
#include "tensor/thread_pool.h"

namespace millrace::tensor {
namespace {

class CpuBackend final : public Backend {
 public:
  explicit CpuBackend(int threads)
      : pool_(threads > 0 ? threads : usable_cores()), products_(pool_), fused_(pool_, scratch_) {}

  Tensor scratch(Dtype dtype, std::int64_t rows, std::int64_t cols) override {
    return scratch_.matrix(dtype, rows, cols);
  }
  Scratch::Mark mark() override { return scratch_.mark(); }
  void rewind(Scratch::Mark mark) override { scratch_.rewind(mark); }
  Tensor keep(Dtype dtype, std::int64_t rows, std::int64_t cols) override {
    return arena_.matrix(dtype, rows, cols);
  }
  void download(const Tensor& from, std::span<float> to) override {
    CHECK(static_cast<std::int64_t>(to.size()) == from.rows * from.cols);
    cast(from, {.rows = from.rows, .cols = from.cols, .stride = from.cols, .data = to.data()});
  }

  void matmul(const Matmul& args) override { products_.run(args); }
  void add_bias(const Tensor& bias, const Tensor& x) override { fused_.add_bias(bias, x); }
  void add_column_sums(const Tensor& x, const Tensor& sums) override {
    fused_.add_column_sums(x, sums);
  }
  void rms_norm(const RmsNorm& args) override { fused_.rms_norm(args); }
  void rms_norm_backward(const RmsNormBackward& args) override { fused_.rms_norm_backward(args); }
  void rope(const Rope& args) override { fused_.rope(args); }
  void swiglu(const Swiglu& args) override { fused_.swiglu(args); }
  void swiglu_backward(const SwigluBackward& args) override { fused_.swiglu_backward(args); }
  void attention(const Attention& args) override { fused_.attention(args); }
  void attention_backward(const AttentionBackward& args) override {
    fused_.attention_backward(args);
  }
  void cross_entropy(const CrossEntropy& args) override { fused_.cross_entropy(args); }
  void dropout(const Dropout& args) override { fused_.dropout(args); }
  void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& y) override {
    fused_.embed(table, ids, y);
  }
  void embed_backward(const Tensor& dy, std::span<const std::int32_t> ids,
                      const Tensor& dtable) override {
    fused_.embed_backward(dy, ids, dtable);
  }

  void add(const Tensor& a, const Tensor& b, const Tensor& y) override {
    CHECK(a.dtype == b.dtype && a.dtype == y.dtype);
    each_row(y, [&](std::int64_t row) {
      kernels::pointwise().add(y.dtype, row_at(a, row), row_at(b, row), row_at(y, row), cols(y));
    });
  }
  void scale(float factor, const Tensor& x) override {
    each_row(x, [&](std::int64_t row) {
      kernels::pointwise().scale(x.dtype, factor, row_at(x, row), row_at(x, row), cols(x));
    });
  }
  void axpy(float alpha, const Tensor& x, const Tensor& y) override {
    each_row(y, [&](std::int64_t row) {
      kernels::pointwise().axpy(alpha, x.dtype, row_at(x, row), y.dtype, row_at(y, row), cols(y));
    });
  }
  void cast(const Tensor& from, const Tensor& to) override {
    CHECK(from.rows == to.rows && from.cols == to.cols);
    each_row(to, [&](std::int64_t row) {
      kernels::cast().convert(from.dtype, row_at(from, row), to.dtype, row_at(to, row), cols(to));
    });
  }
  void zero(const Tensor& x) override {
    each_row(x, [&](std::int64_t row) { std::memset(row_at(x, row), 0, row_bytes(x)); });
  }
  void gather_rows(const Tensor& x, std::span<const std::int32_t> rows, const Tensor& y) override {
    CHECK(x.dtype == y.dtype && x.cols == y.cols);
    each_row(y, [&](std::int64_t row) {
      std::memcpy(row_at(y, row), row_at(x, rows[static_cast<std::size_t>(row)]), row_bytes(y));
    });
  }
  void scatter_rows(const Tensor& x, std::span<const std::int32_t> rows, const Tensor& y) override {
    CHECK(x.dtype == y.dtype && x.cols == y.cols);
    zero(y);
    each_row(x, [&](std::int64_t row) {
      std::memcpy(row_at(y, rows[static_cast<std::size_t>(row)]), row_at(x, row), row_bytes(x));
    });
  }

 private:
  static void* row_at(const Tensor& t, std::int64_t row) { return rows_of(t, row, 1).data; }
  static std::size_t cols(const Tensor& t) { return static_cast<std::size_t>(t.cols); }
  static std::size_t row_bytes(const Tensor& t) {
    return static_cast<std::size_t>(t.cols * element_bytes(t.dtype));
  }
  template <typename F>
  void each_row(const Tensor& shape, const F& body) {
    const std::int64_t tile =
        std::max<std::int64_t>(1, 65536 / std::max<std::int64_t>(shape.cols, 1));
    const std::int64_t tiles = (shape.rows + tile - 1) / tile;
    pool_.run(static_cast<std::size_t>(tiles), [&](std::size_t index, std::size_t) {
      const std::int64_t begin = static_cast<std::int64_t>(index) * tile;
      for (std::int64_t row = begin; row < std::min(shape.rows, begin + tile); ++row) body(row);
    });
  }

  ThreadPool pool_;
  Scratch scratch_;
  Arena arena_;
  Products products_;
  Fused fused_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(const CpuOptions& options) {
  return std::make_unique<CpuBackend>(options.threads);
}

bool cap_at_avx2() {
  kernels::set_isa_cap(kernels::Isa::kAvx2);
  return cap_products_at_avx2();
}

}  // namespace millrace::tensor
