// What all shards made, put together in their order: the rows, the provenance and its summary, the
// rejected rows. Each file is written beside its place and renamed, the rows last.
#pragma once
#include "clean/pipeline/clean.h"
#include "clean/pipeline/stage.h"

namespace millrace::clean {

std::string rejected_path(const CleanJob& job);
std::string summary_path(const std::string& provenance);
Result<CleanSummary> assemble(const Stages& stages, const CleanJob& job);

// The run that a provenance is of, without the step that is to be undone. `operator_name` may say
// which of several: "clean_email_mapper#2". `inputs` empty: those of that run.
struct UndoPlan {
  Recipe recipe;
  std::vector<std::string> inputs;
  Undo undo;
};
Result<UndoPlan> plan_undo(io::FileSystem& files, const std::string& provenance,
                           const std::string& operator_name, std::vector<std::string> inputs);

}  // namespace millrace::clean
