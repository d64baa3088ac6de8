// What a training will need and take, before anything of it is allocated: `--plan`, and the
// record's side to hold against what happened. Pure functions; values.
#pragma once
#include <cstdint>

#include "json/value.h"
#include "modelfile/tensors.h"
#include "protocol/tune_params.h"
#include "train/examples.h"

namespace millrace::train {

struct Machine {
  double peak_flops = 0;  // of matrix products in the type computed in, all threads of one process
  std::int64_t memory_bytes = 0;  // 0: not known
  int processes = 1;
  std::int64_t cards = 0;  // of all processes
  std::int64_t cores = 1;  // of all processes
};

struct Plan {
  std::int64_t parameters = 0;
  std::int64_t trained_parameters = 0;
  modelfile::MemoryEstimate memory{};  // of one process
  std::int64_t data_bytes = 0;
  std::int64_t checkpoint_bytes = 0;         // on disk, each
  std::int64_t checkpoint_buffer_bytes = 0;  // in memory
  std::int64_t examples = 0, eval_examples = 0;
  std::int64_t steps = 0;
  std::int64_t tokens = 0;  // in all epochs
  double flops_per_token = 0;
  double seconds = 0;
  double core_hours = 0, card_hours = 0;
  std::int64_t memory_bytes() const {
    return memory.total() + data_bytes + checkpoint_buffer_bytes;
  }
};

enum class Elements { kFp32, kBf16 };

// Floating-point operations of one token, forward and backward, at sequences of `length`.
double flops_per_token(const modelfile::Descriptor& descriptor, protocol::TuneMethod method,
                       const protocol::TuneParams& params, double length);

Plan make_plan(const modelfile::Descriptor& descriptor, protocol::TuneMethod method,
               const protocol::TuneParams& params, const Examples& examples,
               std::int64_t micro_tokens, Elements elements, const Machine& machine);

json::Object encode(const Plan& plan);
std::string words(const Plan& plan);  // some lines for people

}  // namespace millrace::train
