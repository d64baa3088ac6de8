// A model wired up: the weights by their place in it, and a trip of a batch through them. One
// thread.
#pragma once
#include <memory>
#include <vector>

#include "model/model.h"
#include "model/ops.h"
#include "model/rope_table.h"
#include "model/weights.h"

namespace millrace::model {

struct Network {
  Weight embedding;
  std::vector<Block> blocks;
  Norm final_norm;
  Weight head;  // the embedding's where they are tied
};

Network wire(const modelfile::Descriptor& descriptor, const Weights& weights);
// The linear layers of a block by the last part of their name: "q_proj".
Linear* find_linear(Block& block, std::string_view name);

// kInvalid for ids, labels or borders that do not fit together.
Result<void> check_batch(const Batch& batch, std::int64_t vocab_size);

enum class Backward { kNo, kYes };

class Runner {
 public:
  Runner(tensor::Backend& backend, const Network& network, RopeTable& rope, Dtype type)
      : backend_(backend), network_(network), rope_(rope), type_(type) {}

  // The batch has been checked and has labels.
  Losses losses(const Batch& batch, const StepOptions& options, Backward backward);
  std::vector<float> logits(const Batch& batch, std::span<const std::int32_t> wanted);
  // Rows of one sequence after those in the cache, which grows; the logits of the last row.
  std::vector<float> extend(CacheRows& cache, std::span<const std::int32_t> ids);

 private:
  Stream embed(std::span<const std::int32_t> ids);
  Stream forward_and_forget(Pass& pass, Stream in);
  // The final norm of some rows.
  struct Picked {
    std::vector<std::int32_t> rows;
    Tensor hidden;
    NormSaved norm;
  };
  Picked pick(Pass& pass, const Stream& stream, std::vector<std::int32_t> rows);
  // Losses of picked rows; with kYes the gradient of their hidden states, else empty.
  Tensor score(const Picked& picked, const Batch& batch, float scale, Backward backward,
               Losses& losses);
  std::vector<float> logits_of(Pass& pass, const Stream& stream,
                               std::span<const std::int32_t> wanted);

  tensor::Backend& backend_;
  const Network& network_;
  RopeTable& rope_;
  Dtype type_;
};

}  // namespace millrace::model
