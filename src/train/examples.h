// The examples of a training in memory: token ids, which of them are in the loss, and where each
// came from. Adding is for one thread; reading is thread-safe.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "protocol/tune_params.h"

namespace millrace::train {

// What became of the rows of the data, for people and for the record of the run.
struct Counts {
  std::int64_t rows = 0;
  std::int64_t used = 0;
  std::int64_t bad = 0;        // could not be read or rendered
  std::int64_t empty = 0;      // no text, or nothing in it that is in the loss
  std::int64_t truncated = 0;  // longer than seq_len, cut
  std::int64_t dropped = 0;    // longer than seq_len, left out
  std::int64_t tokens = 0;     // of the used
  std::int64_t loss_tokens = 0;
  std::int64_t longest = 0;  // before cutting
};

class Examples {
 public:
  struct Limits {
    std::int64_t seq_len = 1024;
    protocol::LongExamples long_examples = protocol::LongExamples::kTruncate;
  };
  explicit Examples(Limits limits) : limits_(limits) {}

  // Files that rows come from; `file` of add() counts them.
  void begin_file(std::string name);
  // `in_loss`: one per id, not zero where the token is to be learnt.
  void add(std::int64_t row, std::span<const std::int32_t> ids,
           std::span<const std::uint8_t> in_loss);

  // A row that could not be read or rendered.
  void add_bad() {
    ++counts_.rows;
    ++counts_.bad;
  }

  std::size_t size() const { return begins_.size() - 1; }
  const Counts& counts() const { return counts_; }
  std::span<const std::int32_t> ids(std::size_t example) const;
  // For each position the token that should follow, or -1 where that is not in the loss.
  std::span<const std::int32_t> labels(std::size_t example) const;
  std::int64_t length(std::size_t example) const;
  std::int64_t loss_tokens(std::size_t example) const { return loss_tokens_[example]; }
  std::string place(std::size_t example) const;  // "train.jsonl row 17"
  std::int64_t bytes() const;                    // of memory
  std::string sha256() const;                    // of all ids and labels: what a checkpoint fits

 private:
  struct Origin {
    std::uint32_t file;
    std::int64_t row;
  };
  Limits limits_;
  Counts counts_{};
  std::vector<std::string> files_{};
  std::vector<std::size_t> begins_{0};
  std::vector<std::int32_t> ids_{}, labels_{};
  std::vector<std::int64_t> loss_tokens_{};
  std::vector<Origin> origins_{};
};

}  // namespace millrace::train
