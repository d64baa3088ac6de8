// From a fine-tune to its run specification: the engine's command, mounts, limits. Pure: what the
// names in the fine-tune mean has been looked up and comes in.
#pragma once
#include <string>
#include <vector>

#include "domain/plan_run.h"
#include "resource/fine_tune.h"
#include "resource/model.h"

namespace millrace::domain {

// An uploaded file, or a published version of a labelled data set.
struct TuneData {
  std::string upload{};              // id
  std::string dataset{}, version{};  // ids
  std::string name{};                // of the file, as it was uploaded: free text
  std::string sha256{};
  std::string file{};  // absolute, on the nodes
};

struct TuneInputs {
  std::string run_id{};
  resource::Flavor flavor{};
  std::string engine_program{};  // absolute, on the nodes
  resource::Model model{};
  resource::ModelVersion version{};
  std::string model_folder{};  // absolute, on the nodes
  std::vector<TuneData> data{};
};

inline constexpr std::string_view kEngineInside = "/work/bin/millrace-engine";

// The specification, what is frozen, and what a later run must share to go on from this one.
Result<Plan> plan_fine_tune(const resource::FineTune& tune, const TuneInputs& inputs);

// Every parameter that has a value as words of the engine's command line: a flag is the field's
// name with "-", a list's items stand between commas.
std::vector<std::string> tune_flags(const protocol::TuneParams& params);

}  // namespace millrace::domain
