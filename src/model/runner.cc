#include <algorithm>

#include "model/arch/decoder.h"
#include "model/network.h"

namespace millrace::model {
namespace {

// What each row of a batch is: where in its sequence, and of which example.
struct RowNumbers {
  std::vector<std::int32_t> positions;
  std::vector<std::uint32_t> examples;
};

RowNumbers number_rows(const Batch& batch) {
  RowNumbers rows;
  for (std::size_t s = 0; s + 1 < batch.starts.size(); ++s)
    for (std::int32_t row = batch.starts[s]; row < batch.starts[s + 1]; ++row) {
      rows.positions.push_back(row - batch.starts[s]);
      rows.examples.push_back(batch.examples.empty() ? static_cast<std::uint32_t>(s)
                                                     : batch.examples[s]);
    }
  return rows;
}

std::int64_t longest(const Batch& batch) {
  std::int32_t most = 0;
  for (std::size_t s = 0; s + 1 < batch.starts.size(); ++s)
    most = std::max(most, batch.starts[s + 1] - batch.starts[s]);
  return most;
}

// Gives all scratch back at the end.
class Rewind {
 public:
  explicit Rewind(tensor::Backend& backend) : backend_(backend), mark_(backend.mark()) {}
  ~Rewind() { backend_.rewind(mark_); }
  Rewind(const Rewind&) = delete;
  Rewind& operator=(const Rewind&) = delete;

 private:
  tensor::Backend& backend_;
  tensor::Scratch::Mark mark_;
};

// The layers of a training step: forward, then backward from dx.
class Layers {
 public:
  Layers(Pass& pass, const Network& network, StepOptions::Saved how)
      : pass_(pass), blocks_(network.blocks), how_(how) {}

  Stream forward(Stream stream) {
    saved_.resize(blocks_.size());
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (how_ == StepOptions::Saved::kKeep) {
        stream = decoder_forward(pass_, blocks_[i], stream, saved_[i]);
        continue;
      }
      inputs_.push_back(stream);
      const Stream kept{pass_.matrix(stream.x.cols), pass_.matrix(stream.x.cols)};
      const Rewind rewind(pass_.backend());
      DecoderSaved forgotten;
      const Stream out = decoder_forward(pass_, blocks_[i], stream, forgotten);
      pass_.backend().cast(out.x, kept.x);
      pass_.backend().cast(out.delta, kept.delta);
      stream = kept;
    }
    return stream;
  }

  void backward(const Tensor& dx) {
    for (std::size_t i = blocks_.size(); i-- > 0;) {
      const Rewind rewind(pass_.backend());
      if (how_ == StepOptions::Saved::kRecompute)
        (void)decoder_forward(pass_, blocks_[i], inputs_[i], saved_[i]);
      decoder_backward(pass_, blocks_[i], saved_[i], dx);
    }
  }

 private:
  Pass& pass_;
  const std::vector<Block>& blocks_;
  StepOptions::Saved how_;
  std::vector<DecoderSaved> saved_;
  std::vector<Stream> inputs_;
};

}  // namespace

Stream Runner::embed(std::span<const std::int32_t> ids) {
  const Tensor x =
      backend_.scratch(type_, static_cast<std::int64_t>(ids.size()), network_.embedding.value.cols);
  backend_.embed(network_.embedding.value, ids, x);
  return {x, {}};
}

Stream Runner::forward_and_forget(Pass& pass, Stream in) {
  const Tensor delta = pass.matrix(in.x.cols);
  for (const Block& block : network_.blocks) {
    const Rewind rewind(backend_);
    DecoderSaved forgotten;
    const Stream out = decoder_forward(pass, block, in, forgotten);
    backend_.cast(out.x, in.x);
    backend_.cast(out.delta, delta);
    in.delta = delta;
  }
  return in;
}

Losses Runner::losses(const Batch& batch, const StepOptions& options, Backward backward) {
  const Rewind rewind(backend_);
  const RowNumbers numbers = number_rows(batch);
  rope_.need(longest(batch));
  const bool trains = backward == Backward::kYes;
  PassOptions how{.type = type_, .seed = options.seed, .step = options.step};
  if (trains) {
    how.dropout = PassOptions::Dropout::kOn;
    how.gradients = PassOptions::Gradients::kYes;
  }
  Pass pass(backend_, how,
            {.starts = batch.starts,
             .positions = numbers.positions,
             .examples = numbers.examples,
             .cosine = rope_.cosine(),
             .sine = rope_.sine()});
  std::vector<std::int32_t> rows;
  for (std::size_t row = 0; row < batch.labels.size(); ++row)
    if (batch.labels[row] >= 0) rows.push_back(static_cast<std::int32_t>(row));
  Losses losses{.labels = static_cast<std::int64_t>(rows.size()),
                .rows = std::vector<float>(batch.ids.size(), 0.0F)};
  if (rows.empty()) return losses;

  Layers layers(pass, network_, options.saved);
  const Stream embedded = embed(batch.ids);
  const Stream stream = trains ? layers.forward(embedded) : forward_and_forget(pass, embedded);
  const Picked picked = pick(pass, stream, std::move(rows));
  const Tensor dhidden = score(picked, batch, options.scale, backward, losses);
  if (!trains) return losses;

  backend_.rms_norm_backward({.x = picked.norm.x,
                              .weight = network_.final_norm.weight.value,
                              .inv_rms = picked.norm.inv_rms,
                              .dy = dhidden,
                              .add = {},
                              .dx = dhidden,
                              .dweight = network_.final_norm.weight.gradient});
  const Tensor dx = pass.matrix(embedded.x.cols);
  backend_.scatter_rows(dhidden, picked.rows, dx);
  layers.backward(dx);
  if (!network_.embedding.gradient.empty())
    backend_.embed_backward(dx, batch.ids, network_.embedding.gradient);
  return losses;
}

std::vector<float> Runner::logits(const Batch& batch, std::span<const std::int32_t> wanted) {
  const Rewind rewind(backend_);
  const RowNumbers numbers = number_rows(batch);
  rope_.need(longest(batch));
  Pass pass(backend_, {.type = type_},
            {.starts = batch.starts,
             .positions = numbers.positions,
             .examples = numbers.examples,
             .cosine = rope_.cosine(),
             .sine = rope_.sine()});
  return logits_of(pass, forward_and_forget(pass, embed(batch.ids)), wanted);
}

std::vector<float> Runner::extend(CacheRows& cache, std::span<const std::int32_t> ids) {
  const Rewind rewind(backend_);
  const auto rows = static_cast<std::int32_t>(ids.size());
  std::vector<std::int32_t> positions;
  for (std::int32_t row = 0; row < rows; ++row)
    positions.push_back(static_cast<std::int32_t>(cache.length) + row);
  rope_.need(cache.length + rows);
  const std::vector<std::int32_t> starts{0, rows};
  Pass pass(backend_, {.type = type_},
            {.starts = starts,
             .positions = positions,
             .examples = {},
             .cosine = rope_.cosine(),
             .sine = rope_.sine(),
             .cache = &cache});
  const std::vector<std::int32_t> last{rows - 1};
  auto logits = logits_of(pass, forward_and_forget(pass, embed(ids)), last);
  cache.length += rows;
  return logits;
}

}  // namespace millrace::model
