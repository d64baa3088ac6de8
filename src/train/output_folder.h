// What a training leaves behind: the trained model or adapter with everything that it needs to be
// served as it was trained, and the record of the run. Functions over an io::FileSystem.
#pragma once
#include <string>

#include "io/file_system.h"
#include "json/value.h"
#include "model/model.h"
#include "protocol/tune_params.h"

namespace millrace::train {

struct Trained {
  std::string folder{};       // OUTPUT/model or OUTPUT/adapter
  std::string fingerprint{};  // of the weights; of an adapter its own file's
};
// kAdapter: the LoRA terms alone; kModel: all weights, with the LoRA terms added if there are any.
enum class Written { kModel, kAdapter };
// Replaces what an earlier life left half written.
Result<Trained> save_trained(io::FileSystem& fs, model::Model& model, Written what,
                             const std::string& base_folder, const std::string& output);

// OUTPUT/training.json before the training: all of the record but what it took.
Result<void> save_plan(io::FileSystem& fs, const json::Object& record, const std::string& output);
// OUTPUT/training.json, and a copy beside the weights.
Result<void> save_record(io::FileSystem& fs, const json::Object& record, const std::string& output,
                         const std::string& folder);

}  // namespace millrace::train
