// The end of a model: final norm, logits, losses; only of the rows that are asked for, and a few at
// a time, so that batch x length x vocabulary never exists.
#include <algorithm>

#include "model/network.h"

namespace millrace::model {
namespace {

using tensor::Transpose;

constexpr std::int64_t kChunkElements = std::int64_t{1} << 25;  // of logits: 128 MiB

// As few chunks as that allows, of about one size: each reads and writes the whole gradient of the
// head.
std::int64_t chunk_rows(std::int64_t rows, std::int64_t vocab) {
  const std::int64_t most = std::clamp<std::int64_t>(kChunkElements / vocab / 64 * 64, 64, 4096);
  const std::int64_t chunks = std::max<std::int64_t>(1, (rows + most - 1) / most);
  return std::min(rows, ((rows + chunks - 1) / chunks + 63) / 64 * 64);
}

Tensor logits_matrix(tensor::Backend& backend, std::int64_t rows, std::int64_t vocab) {
  Tensor logits = backend.scratch(Dtype::kF32, rows, (vocab + 63) / 64 * 64);
  logits.cols = vocab;
  return logits;
}

// The gradient over the logits, in their own memory.
Tensor gradient_over(const Tensor& logits, Dtype type) {
  Tensor gradient = logits;
  gradient.dtype = type;
  if (type == Dtype::kBf16) gradient.stride = logits.stride * 2;
  return gradient;
}

}  // namespace

Runner::Picked Runner::pick(Pass& pass, const Stream& stream, std::vector<std::int32_t> rows) {
  Picked picked{.rows = std::move(rows), .hidden = {}, .norm = {}};
  const auto count = static_cast<std::int64_t>(picked.rows.size());
  Stream some{backend_.scratch(type_, count, stream.x.cols),
              backend_.scratch(type_, count, stream.x.cols)};
  backend_.gather_rows(stream.x, picked.rows, some.x);
  backend_.gather_rows(stream.delta, picked.rows, some.delta);
  picked.hidden = pass.norm(network_.final_norm, some, picked.norm);
  return picked;
}

Tensor Runner::score(const Picked& picked, const Batch& batch, float scale, Backward backward,
                     Losses& losses) {
  const Tensor& head = network_.head.value;
  const std::int64_t rows = picked.hidden.rows;
  const std::int64_t chunk = chunk_rows(rows, head.rows);
  const Tensor dhidden =
      backward == Backward::kYes ? backend_.scratch(type_, rows, picked.hidden.cols) : Tensor{};
  const auto mark = backend_.mark();
  const Tensor all_logits = logits_matrix(backend_, chunk, head.rows);
  const Tensor sums = backend_.scratch(Dtype::kF32, chunk, picked.hidden.cols);
  std::vector<std::int32_t> labels;
  std::vector<float> values(static_cast<std::size_t>(chunk));
  for (std::int64_t begin = 0; begin < rows; begin += chunk) {
    const std::int64_t count = std::min(chunk, rows - begin);
    const Tensor hidden = tensor::rows_of(picked.hidden, begin, count);
    const Tensor logits = tensor::rows_of(all_logits, 0, count);
    backend_.matmul({.a = hidden, .b = head, .c = logits, .transpose_b = Transpose::kYes});
    labels.clear();
    for (std::int64_t i = begin; i < begin + count; ++i)
      labels.push_back(
          batch.labels[static_cast<std::size_t>(picked.rows[static_cast<std::size_t>(i)])]);
    const Tensor gradient = dhidden.empty() ? Tensor{} : gradient_over(logits, type_);
    const std::span<float> chunk_losses(values.data(), static_cast<std::size_t>(count));
    backend_.cross_entropy({.logits = logits,
                            .labels = labels,
                            .scale = scale,
                            .losses = chunk_losses,
                            .gradient = gradient});
    for (std::size_t i = 0; i < chunk_losses.size(); ++i) {
      losses.sum += chunk_losses[i];
      const auto row = picked.rows[static_cast<std::size_t>(begin) + i];
      losses.rows[static_cast<std::size_t>(row)] = chunk_losses[i];
    }
    if (dhidden.empty()) continue;
    // Summed over the vocabulary in fp32.
    const Tensor sum = tensor::rows_of(sums, 0, count);
    backend_.matmul({.a = gradient, .b = head, .c = sum});
    backend_.cast(sum, tensor::rows_of(dhidden, begin, count));
    if (!network_.head.gradient.empty())
      backend_.matmul({.a = gradient,
                       .b = hidden,
                       .c = network_.head.gradient,
                       .transpose_a = Transpose::kYes,
                       .into = Into::kAdd});
  }
  backend_.rewind(mark);
  return dhidden;
}

std::vector<float> Runner::logits_of(Pass& pass, const Stream& stream,
                                     std::span<const std::int32_t> wanted) {
  const Tensor& head = network_.head.value;
  const Picked picked = pick(pass, stream, {wanted.begin(), wanted.end()});
  std::vector<float> out(wanted.size() * static_cast<std::size_t>(head.rows));
  const std::int64_t rows = picked.hidden.rows;
  const std::int64_t chunk = chunk_rows(rows, head.rows);
  const Tensor all_logits = logits_matrix(backend_, chunk, head.rows);
  for (std::int64_t begin = 0; begin < rows; begin += chunk) {
    const std::int64_t count = std::min(chunk, rows - begin);
    const Tensor logits = tensor::rows_of(all_logits, 0, count);
    backend_.matmul({.a = tensor::rows_of(picked.hidden, begin, count),
                     .b = head,
                     .c = logits,
                     .transpose_b = Transpose::kYes});
    backend_.download(
        logits, {out.data() + begin * head.rows, static_cast<std::size_t>(count * head.rows)});
  }
  return out;
}

}  // namespace millrace::model
