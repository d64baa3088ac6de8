// Fine-tunes: a base model, data and parameters; a run of the training engine makes the new
// weights.
#pragma once
#include "protocol/tune_params.h"
#include "resource/workload.h"

namespace millrace::resource {

enum class ModelType { kTextGeneration, kImageUnderstanding };

// One set of training rows: a published labelled data set, or an uploaded file.
struct TrainData {
  std::string dataset, version;  // id or name; version empty: the newest published
  std::string upload;            // id
};

struct FineTune : Workload {
  ModelType model_type = ModelType::kTextGeneration;
  std::string framework = "millrace";
  std::string base_model;          // id or name
  std::string base_model_version;  // name; empty: the newest ready one
  std::string base_model_name;
  protocol::TuneMethod method = protocol::TuneMethod::kLora;
  std::vector<TrainData> train_data;
  protocol::TuneParams params;
  int instances = 1;  // data-parallel
  FaultTolerance fault_tolerance;
  std::int64_t stop_grace_s = 120;  // time for the last checkpoint
  std::vector<std::string> hints;   // what the guide advises against, in words
  json::Value plan;                 // what the engine expects: steps, memory, time
  json::Value fact;                 // what it took
  std::string published_version;    // id of the newest model version made from it
  static const Kind& kind();
};

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::ModelType> {
  static constexpr std::string_view kWords[] = {"text_generation", "image_understanding"};
};
template <>
struct Described<resource::TrainData> {
  static const Table& get();
};
}  // namespace millrace::describe
