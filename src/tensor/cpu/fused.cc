#include "tensor/cpu/fused.h"

#include "base/check.h"
#include "kernels/bias/op.h"
#include "kernels/cross_entropy/op.h"
#include "kernels/dropout/op.h"
#include "kernels/embedding/op.h"
#include "kernels/rmsnorm/op.h"
#include "kernels/rope/op.h"
#include "kernels/swiglu/op.h"
#include "tensor/cpu/tiles.h"

namespace millrace::tensor {
namespace {

using kernels::Range;

constexpr std::int64_t kRows = 32;         // of a tile, where tiles are independent
constexpr std::int64_t kPartialRows = 64;  // of a tile that has partial sums of its own

float* floats(const Tensor& t) {
  CHECK(t.empty() || t.dtype == Dtype::kF32);
  return static_cast<float*>(t.data);
}

// Per-tile sums of `cols` columns, added to y in index order. Gives its scratch back.
class Partials {
 public:
  Partials(Scratch& scratch, ThreadPool& pool, std::size_t tiles, std::int64_t cols)
      : scratch_(scratch), pool_(pool), mark_(scratch.mark()), tiles_(tiles), cols_(cols) {
    sums_ = floats(scratch.matrix(Dtype::kF32, static_cast<std::int64_t>(tiles), cols));
    std::fill_n(sums_, tiles * size(cols), 0.0F);
  }
  ~Partials() { scratch_.rewind(mark_); }
  Partials(const Partials&) = delete;
  Partials& operator=(const Partials&) = delete;
  float* of(std::size_t tile) const { return sums_ + tile * size(cols_); }
  void add_to(float* y) {
    run_tiles(pool_, cols_, 1024, [&](Range columns, std::size_t) {
      kernels::bias().sum_partials(sums_, tiles_, size(cols_), y, columns);
    });
  }

 private:
  Scratch& scratch_;
  ThreadPool& pool_;
  Scratch::Mark mark_;
  std::size_t tiles_;
  std::int64_t cols_;
  float* sums_;
};

}  // namespace

void Fused::add_bias(const Tensor& bias, const Tensor& x) {
  CHECK(bias.cols == x.cols);
  const kernels::BiasAdd args{.type = x.dtype,
                              .bias_type = bias.dtype,
                              .cols = size(x.cols),
                              .stride = size(x.stride),
                              .bias = bias.data,
                              .x = x.data};
  run_tiles(pool_, x.rows, kRows,
            [&](Range rows, std::size_t) { kernels::bias().add(args, rows); });
}

void Fused::add_column_sums(const Tensor& x, const Tensor& sums) {
  CHECK(sums.cols == x.cols);
  const kernels::ColumnSums args{
      .type = x.dtype, .cols = size(x.cols), .stride = size(x.stride), .x = x.data};
  Partials partials(scratch_, pool_, tile_count(x.rows, kPartialRows), x.cols);
  run_tiles(pool_, x.rows, kPartialRows, [&](Range rows, std::size_t tile) {
    kernels::bias().column_sums(args, rows, partials.of(tile));
  });
  partials.add_to(floats(sums));
}

void Fused::rms_norm(const RmsNorm& a) {
  CHECK(a.weight.cols * a.group == a.x.cols);
  CHECK(a.residual.empty() == a.sum.empty());
  CHECK(a.residual.empty() || (a.residual.stride == a.x.stride && a.sum.stride == a.y.stride));
  const kernels::RmsnormForward args{.type = a.x.dtype,
                                     .weight_type = a.weight.dtype,
                                     .cols = size(a.weight.cols),
                                     .group = size(a.group),
                                     .x_stride = size(a.x.stride),
                                     .y_stride = size(a.y.stride),
                                     .eps = static_cast<float>(a.eps),
                                     .x = a.x.data,
                                     .residual = a.residual.data,
                                     .weight = a.weight.data,
                                     .sum = a.sum.data,
                                     .y = a.y.data,
                                     .inv_rms = floats(a.inv_rms)};
  run_tiles(pool_, a.x.rows * a.group, kRows * a.group,
            [&](Range rows, std::size_t) { kernels::rmsnorm().forward(args, rows); });
}

void Fused::rms_norm_backward(const RmsNormBackward& a) {
  CHECK(a.dx.stride == a.dy.stride && (a.add.empty() || a.add.stride == a.dy.stride));
  const kernels::RmsnormBackward args{.type = a.x.dtype,
                                      .weight_type = a.weight.dtype,
                                      .cols = size(a.weight.cols),
                                      .group = size(a.group),
                                      .x_stride = size(a.x.stride),
                                      .dy_stride = size(a.dy.stride),
                                      .x = a.x.data,
                                      .weight = a.weight.data,
                                      .inv_rms = floats(a.inv_rms),
                                      .dy = a.dy.data,
                                      .add = a.add.data,
                                      .dx = a.dx.data};
  const std::int64_t rows_all = a.x.rows * a.group;
  const std::int64_t tile_rows = kPartialRows * a.group;
  if (a.dweight.empty()) {
    run_tiles(pool_, rows_all, tile_rows,
              [&](Range rows, std::size_t) { kernels::rmsnorm().backward(args, rows, nullptr); });
    return;
  }
  Partials partials(scratch_, pool_, tile_count(rows_all, tile_rows), a.weight.cols);
  run_tiles(pool_, rows_all, tile_rows, [&](Range rows, std::size_t tile) {
    kernels::rmsnorm().backward(args, rows, partials.of(tile));
  });
  partials.add_to(floats(a.dweight));
}

void Fused::rope(const Rope& a) {
  CHECK(a.positions.size() == size(a.x.rows) && a.x.cols % a.head_dim == 0);
  const kernels::Rope args{.type = a.x.dtype,
                           .rotation = a.rotation == Rope::Rotation::kForward
                                           ? kernels::Rotation::kForward
                                           : kernels::Rotation::kBackward,
                           .heads = size(a.x.cols / a.head_dim),
                           .head_dim = size(a.head_dim),
                           .rotary = size(a.head_dim),
                           .x_stride = size(a.x.stride),
                           .y_stride = size(a.x.stride),
                           .cosine = floats(a.cosine),
                           .sine = floats(a.sine),
                           .positions = a.positions.data(),
                           .x = a.x.data,
                           .y = a.x.data};
  run_tiles(pool_, a.x.rows, kRows,
            [&](Range rows, std::size_t) { kernels::rope().apply(args, rows); });
}

void Fused::swiglu(const Swiglu& a) {
  CHECK(a.gate.stride == a.up.stride);
  const kernels::SwigluForward args{.type = a.y.dtype,
                                    .cols = size(a.y.cols),
                                    .in_stride = size(a.gate.stride),
                                    .y_stride = size(a.y.stride),
                                    .gate = a.gate.data,
                                    .up = a.up.data,
                                    .y = a.y.data};
  run_tiles(pool_, a.y.rows, kRows,
            [&](Range rows, std::size_t) { kernels::swiglu().forward(args, rows); });
}

void Fused::swiglu_backward(const SwigluBackward& a) {
  CHECK(a.gate.stride == a.up.stride && a.dgate.stride == a.dup.stride);
  const kernels::SwigluBackward args{.type = a.dy.dtype,
                                     .cols = size(a.dy.cols),
                                     .in_stride = size(a.gate.stride),
                                     .dy_stride = size(a.dy.stride),
                                     .out_stride = size(a.dgate.stride),
                                     .y_stride = size(a.y.empty() ? a.dy.stride : a.y.stride),
                                     .gate = a.gate.data,
                                     .up = a.up.data,
                                     .dy = a.dy.data,
                                     .dgate = a.dgate.data,
                                     .dup = a.dup.data,
                                     .y = a.y.data};
  run_tiles(pool_, a.dy.rows, kRows,
            [&](Range rows, std::size_t) { kernels::swiglu().backward(args, rows); });
}

void Fused::cross_entropy(const CrossEntropy& a) {
  CHECK(a.labels.size() == size(a.logits.rows) && a.losses.size() == a.labels.size());
  const kernels::CrossEntropy args{.type = a.logits.dtype,
                                   .gradient_type = a.gradient.dtype,
                                   .vocab = size(a.logits.cols),
                                   .stride = size(a.logits.stride),
                                   .gradient_stride = size(a.gradient.stride),
                                   .logits = a.logits.data,
                                   .labels = a.labels.data(),
                                   .scale = a.scale,
                                   .loss = a.losses.data(),
                                   .lse = nullptr,
                                   .gradient = a.gradient.data};
  run_tiles(pool_, a.logits.rows, 8,
            [&](Range rows, std::size_t) { kernels::cross_entropy().run(args, rows); });
}

void Fused::dropout(const Dropout& a) {
  CHECK(a.examples.size() == size(a.x.rows) && a.positions.size() == size(a.x.rows));
  const kernels::Dropout args{.type = a.x.dtype,
                              .probability = a.probability,
                              .seed = a.seed,
                              .step = a.step,
                              .site = a.site,
                              .cols = size(a.x.cols),
                              .x_stride = size(a.x.stride),
                              .y_stride = size(a.y.stride),
                              .examples = a.examples.data(),
                              .positions = a.positions.data(),
                              .x = a.x.data,
                              .y = a.y.data};
  run_tiles(pool_, a.x.rows, kRows,
            [&](Range rows, std::size_t) { kernels::dropout().apply(args, rows); });
}

void Fused::embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& y) {
  CHECK(ids.size() == size(y.rows) && table.cols == y.cols && y.stride == y.cols);
  const kernels::EmbeddingGather args{.table_type = table.dtype,
                                      .type = y.dtype,
                                      .cols = size(y.cols),
                                      .table = table.data,
                                      .ids = ids.data(),
                                      .y = y.data};
  run_tiles(pool_, y.rows, kRows,
            [&](Range rows, std::size_t) { kernels::embedding().gather(args, rows); });
}

void Fused::embed_backward(const Tensor& dy, std::span<const std::int32_t> ids,
                           const Tensor& dtable) {
  CHECK(ids.size() == size(dy.rows) && dy.stride == dy.cols);
  const kernels::EmbeddingScatterAdd args{.type = dy.dtype,
                                          .rows = size(dy.rows),
                                          .cols = size(dy.cols),
                                          .ids = ids.data(),
                                          .dy = dy.data,
                                          .dtable = floats(dtable)};
  const std::int64_t tile = std::max<std::int64_t>(1, (dtable.rows + 15) / 16);
  run_tiles(pool_, dtable.rows, tile,
            [&](Range vocab, std::size_t) { kernels::embedding().scatter_add(args, vocab); });
}

}  // namespace millrace::tensor
