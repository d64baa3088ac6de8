// Who is told how a training goes: progress, event files, a person at a terminal. Called by the
// training's thread; an error ends the training.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::train {

struct StepReport {
  std::int64_t step = 0;  // done so far
  std::int64_t total_steps = 0;
  double epoch = 0;
  double loss = 0;  // mean over the loss tokens of the global batch
  double learning_rate = 0;
  double gradient_norm = 0;  // before clipping
  std::int64_t tokens = 0;   // of the step, over all instances; there is no padding
  double seconds = 0;        // of the step
  double eta_s = 0;
};

struct EvalReport {
  std::int64_t step = 0;
  double loss = 0;
  enum class Best { kYes, kNo } best = Best::kNo;
};

class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual Result<void> on_step(const StepReport&) { return {}; }
  virtual Result<void> on_eval(const EvalReport&) { return {}; }
  virtual void on_note(std::string_view) {}  // words for people
};

}  // namespace millrace::train
