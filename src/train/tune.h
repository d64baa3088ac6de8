// One fine-tune or training from scratch, from folders and files to folders and files: what
// `millrace-engine tune` does. One thread; one at a time in a process.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "comm/world.h"
#include "io/file_system.h"
#include "protocol/tune_params.h"
#include "train/plan.h"
#include "train/trainer.h"

namespace millrace::train {

struct Job {
  std::string model{};              // folder with config.json, weights, tokenizer
  std::vector<std::string> data{};  // files
  std::string output{};             // folder: model/ or adapter/, tensorboard/, checkpoints/
  protocol::TuneMethod method = protocol::TuneMethod::kFull;
  protocol::TuneParams params{};
  std::string resume_from{};  // a checkpoint's folder; empty: the newest below output
  std::string progress{};     // file; empty: none
  enum class Start { kPretrained, kScratch } start = Start::kPretrained;
  enum class Do { kTrain, kPlan } act = Do::kTrain;
  int threads = 0;  // 0: as many as the process may use
};

struct Surroundings {
  io::FileSystem& fs;
  base::Clock& clock;
  comm::Environment environment;
  std::function<void(std::string_view)> say;  // a line for people
  std::function<bool()> stop_wanted;
};

// For kPlan the plan, otherwise the record of the run, as a document for programs. kCancelled when
// it was interrupted: a checkpoint is there, and the same call goes on.
Result<json::Object> tune(const Job& job, const Surroundings& around);

}  // namespace millrace::train
