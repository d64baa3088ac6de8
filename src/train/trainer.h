// The training loop: steps, evaluation, checkpoints, resuming; the same on one process or on many.
// Everything outside is passed in. One thread.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ckpt/checkpoint.h"
#include "ckpt/writer.h"
#include "comm/group.h"
#include "train/adamw.h"
#include "train/batches.h"
#include "train/sampler.h"
#include "train/standing.h"
#include "train/watcher.h"

namespace millrace::train {

struct Outcome {
  enum class End { kFinished, kStoppedEarly, kInterrupted } end = End::kFinished;
  Standing standing{};
  double last_loss = 0;
};

class Trainer {
 public:
  struct Setup {
    protocol::TuneParams params{};  // filled in
    std::string identity{};         // of all that the result depends on
    std::string checkpoints{};      // folder; empty: none are written
    std::string resume_from{};      // a checkpoint's folder; empty: the newest of `checkpoints`
    std::int64_t micro_tokens = 2048;
    int threads = 1;  // of the optimizer
  };
  struct Outside {
    io::FileSystem& fs;
    base::Clock& clock;
    comm::Group& group;
    Watcher& watcher;
    std::function<bool()> stop_wanted;  // asked once a step
  };
  Trainer(Trainee& trainee, const Examples& examples, Setup setup, Outside outside);

  // Trains from the newest whole checkpoint or the start. When an evaluation was the best before
  // the end, the weights are those of then.
  Result<Outcome> run();
  std::int64_t total_steps() const { return sampler_.total_steps(); }

 private:
  struct StepResult {
    double loss = 0, norm = 0, learning_rate = 0;
    std::int64_t tokens = 0;
    bool stop = false;
  };
  Result<void> resume();
  Result<std::optional<ckpt::Checkpoint>> find_checkpoint();
  Result<void> restore(const ckpt::Checkpoint* checkpoint);
  Result<StepResult> step(std::int64_t number);
  Result<double> backward(std::int64_t number, const std::vector<Rows>& micro, double scale);
  Result<void> report(const StepResult& result, double seconds);
  bool evaluation_due() const;
  Result<void> evaluate();
  bool save_due() const;
  Result<void> save();
  bool turned() const;  // evaluation has not become better for too long
  Result<Outcome> finish(Outcome outcome);
  Error diverged(std::int64_t number, const std::string& what) const;

  Trainee& trainee_;
  const Examples& examples_;
  Setup setup_;
  Outside outside_;
  Split split_;
  Sampler sampler_;
  AdamW adamw_;
  std::optional<ckpt::Writer> writer_{};  // of rank 0
  Standing standing_{};
  base::Duration last_save_{};
  double mean_step_s_ = 0;
  std::int64_t saved_step_ = -1;
  std::string bad_rows_{};  // of this process, when a loss is not a number
};

}  // namespace millrace::train
