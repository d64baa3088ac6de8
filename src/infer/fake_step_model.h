// A StepModel in memory for tests: logits are a hash of the whole history of ids, which is read
// back through the block table. A wrong table, a block that two sequences write, or a row that was
// never computed give other logits or an error. One thread's.
#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "infer/step_model.h"

namespace millrace::infer {

class FakeStepModel final : public StepModel {
 public:
  struct Options {
    std::int32_t blocks = 64;
    std::int32_t block_tokens = 4;
    std::int32_t vocab_size = 64;
    std::int64_t max_positions = 4096;
  };
  FakeStepModel() : FakeStepModel(Options{}) {}
  explicit FakeStepModel(Options options) : options_(options), cells_(cell_count()) {}

  Result<void> step(std::span<const StepSequence> sequences, std::vector<float>& logits) override {
    ++steps_;
    logits.clear();
    if (failing_step_ == steps_)
      return fail(ErrorCode::kInternal, "the fake model was told to fail");
    std::set<std::size_t> written;
    for (const StepSequence& sequence : sequences) TRY(write(sequence, written));
    for (const StepSequence& sequence : sequences) {
      if (sequence.logits == WantLogits::kNone) continue;
      TRY_ASSIGN(const std::uint64_t seen, history(sequence));
      for (std::int32_t id = 0; id < options_.vocab_size; ++id) logits.push_back(logit(seen, id));
    }
    return {};
  }
  std::int32_t block_tokens() const override { return options_.block_tokens; }
  std::int32_t blocks() const override { return options_.blocks; }
  std::int32_t vocab_size() const override { return options_.vocab_size; }
  std::int64_t max_positions() const override { return options_.max_positions; }

  // What step() says of a history, without blocks.
  static std::uint64_t hash_of(std::span<const std::int32_t> ids,
                               std::optional<std::int32_t> adapter) {
    std::uint64_t hash = mix(adapter ? static_cast<std::uint64_t>(*adapter) + 2 : 1);
    for (const std::int32_t id : ids) hash = mix(hash ^ (static_cast<std::uint64_t>(id) + 1));
    return hash;
  }
  static float logit(std::uint64_t history, std::int32_t id) {
    const std::uint64_t mixed = mix(history ^ mix(static_cast<std::uint64_t>(id) + 77));
    return static_cast<float>(mixed >> 40) / static_cast<float>(1 << 24) * 12.0F - 6.0F;
  }
  void fail_at_step(std::int64_t step) { failing_step_ = step; }
  std::int64_t steps() const { return steps_; }
  std::int64_t rows() const { return rows_; }

 private:
  struct Cell {
    std::int32_t id = -1;
    std::int64_t position = -1;
    std::optional<std::int32_t> adapter;
    Numerics numerics = Numerics::kFast;
  };
  static std::uint64_t mix(std::uint64_t x) {
    x = (x + 0x9E3779B97F4A7C15U) * 0xBF58476D1CE4E5B9U;
    return (x ^ (x >> 31)) * 0x94D049BB133111EBU;
  }
  std::size_t cell_count() const {
    return static_cast<std::size_t>(options_.blocks) *
           static_cast<std::size_t>(options_.block_tokens);
  }
  Result<std::size_t> cell(const StepSequence& sequence, std::int64_t position) const {
    const auto index = static_cast<std::size_t>(position / options_.block_tokens);
    if (position < 0 || position >= options_.max_positions || index >= sequence.blocks.size())
      return fail(ErrorCode::kInvalid, "a position is beyond the table");
    const std::int32_t block = sequence.blocks[index];
    if (block < 0 || block >= options_.blocks)
      return fail(ErrorCode::kInvalid, "there is no block " + std::to_string(block));
    return static_cast<std::size_t>(block) * static_cast<std::size_t>(options_.block_tokens) +
           static_cast<std::size_t>(position % options_.block_tokens);
  }
  Result<void> write(const StepSequence& sequence, std::set<std::size_t>& written) {
    if (sequence.ids.empty()) return fail(ErrorCode::kInvalid, "a sequence has no rows");
    for (std::size_t i = 0; i < sequence.ids.size(); ++i) {
      const std::int64_t position = sequence.position + static_cast<std::int64_t>(i);
      TRY_ASSIGN(const std::size_t at, cell(sequence, position));
      if (!written.insert(at).second) return fail(ErrorCode::kInvalid, "two rows in one place");
      cells_[at] = {sequence.ids[i], position, sequence.adapter, sequence.numerics};
      ++rows_;
    }
    return {};
  }
  Result<std::uint64_t> history(const StepSequence& sequence) const {
    std::vector<std::int32_t> ids;
    const std::int64_t end = sequence.position + static_cast<std::int64_t>(sequence.ids.size());
    for (std::int64_t position = 0; position < end; ++position) {
      TRY_ASSIGN(const std::size_t at, cell(sequence, position));
      const Cell& row = cells_[at];
      if (row.position != position || row.adapter != sequence.adapter ||
          row.numerics != sequence.numerics)
        return fail(ErrorCode::kInvalid, "the table shows rows of another sequence");
      ids.push_back(row.id);
    }
    return hash_of(ids, sequence.adapter);
  }

  Options options_;
  std::vector<Cell> cells_;
  std::int64_t steps_ = 0;
  std::int64_t rows_ = 0;
  std::int64_t failing_step_ = 0;
};

}  // namespace millrace::infer
