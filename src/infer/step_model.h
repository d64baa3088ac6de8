// What the engine of inference asks of a model: one step over some rows of some sequences. Keys and
// values live inside the model in numbered blocks; the engine only hands out numbers. A StepModel
// is called by one thread, the engine's.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace millrace::infer {

// How sums are made. Strict: rows are equal bit for bit whatever is computed beside them, however
// the sequence is cut into steps and wherever its blocks lie. Fast: within the kernels' bound.
enum class Numerics : std::uint8_t { kStrict, kFast };

enum class WantLogits : std::uint8_t { kNone, kLastRow };

// The next rows of one sequence. Its first `position` rows were computed by earlier steps, through
// a table that begins as this one does; sequences that share a prefix share its (full) blocks, and
// no step writes a row that another sequence can see.
struct StepSequence {
  std::span<const std::int32_t> ids;  // at least one
  std::int64_t position = 0;          // of ids[0]
  // blocks[i] holds the keys and values of positions [i, i + 1) × block_tokens(): as many as the
  // sequence needs with these ids.
  std::span<const std::int32_t> blocks;
  std::optional<std::int32_t> adapter{};  // as the model numbers what is attached to it
  Numerics numerics = Numerics::kFast;
  WantLogits logits = WantLogits::kLastRow;  // none: a part of a prompt that is not its last
};

class StepModel {
 public:
  virtual ~StepModel() = default;
  // Computes the rows and fills `logits` with vocab_size() numbers for each sequence that wants
  // them, in the order of the sequences. After an error nothing may be relied on of what the
  // blocks of these sequences hold; the engine ends them.
  virtual Result<void> step(std::span<const StepSequence> sequences,
                            std::vector<float>& logits) = 0;

  virtual std::int32_t block_tokens() const = 0;  // positions of one block: 32
  virtual std::int32_t blocks() const = 0;        // numbered from 0
  virtual std::int32_t vocab_size() const = 0;    // ids are [0, vocab_size())
  virtual std::int64_t max_positions() const = 0;
};

}  // namespace millrace::infer
