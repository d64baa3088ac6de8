// From the examples of a step to the rows of this process. Pure.
#pragma once
#include <span>
#include <vector>

#include "protocol/tune_params.h"
#include "train/examples.h"
#include "train/trainee.h"

namespace millrace::train {

// Micro-batches of at most `tokens` tokens (or one example).
struct MicroBatches {
  std::int64_t tokens = 2048;
  bool packing = true;  // otherwise one example each
};

std::vector<Rows> cut(const Examples& examples, std::span<const std::size_t> which,
                      const MicroBatches& options);

// The part of `which` that falls to `rank`, balanced by tokens.
std::vector<std::size_t> part_of(const Examples& examples, std::span<const std::size_t> which,
                                 int rank, int size);

std::int64_t loss_tokens_of(const Examples& examples, std::span<const std::size_t> which);
std::int64_t tokens_of(const Examples& examples, std::span<const std::size_t> which);
// "train.jsonl row 3, train.jsonl row 17 and 6 more"
std::string places_of(const Examples& examples, std::span<const std::uint32_t> which);

}  // namespace millrace::train
