#include <fmt/core.h>

#include "domain/clean_task_ops.h"
#include "domain/dataset_ops.h"
#include "domain/planners.h"
#include "store/table.h"

namespace millrace::domain {

using resource::CleanTask;
using resource::DatasetVersionState;
using resource::LabeledDataset;
using store::Table;

Result<Plan> freeze_clean_task(store::Tx& tx, const resource::Workload& workload,
                               const std::string& run_id, const ContentPlaces& places) {
  const auto& task = static_cast<const CleanTask&>(workload);
  if (!task.output_dataset.empty())
    return fail(ErrorCode::kConflict,
                fmt::format("\"{}\" has made its data set; copy it to clean once more", task.name));
  CleanInputs inputs{.run_id = run_id};
  TRY_ASSIGN(inputs.flavor, flavor_of(tx, task));
  TRY_ASSIGN(inputs.program, places.own_program());
  auto dataset = Table<LabeledDataset>().get(tx, task.dataset);
  if (!dataset && dataset.error().code == ErrorCode::kNotFound)
    return fail(ErrorCode::kConflict,
                fmt::format("the data set \"{}\" does not exist any more; choose another",
                            task.dataset_name));
  TRY(dataset);
  inputs.dataset = std::move(*dataset);
  TRY_ASSIGN(auto version,
             version_of_dataset(tx, inputs.dataset, task.dataset_version.value_or("")));
  if (!version || version->row_count == 0)
    return fail(ErrorCode::kConflict,
                fmt::format("data set \"{}\" has no rows; import some first", inputs.dataset.name));
  inputs.version = std::move(*version);
  inputs.folder = places.dataset_folder(inputs.dataset.id);
  if (inputs.version.state == DatasetVersionState::kPublished) {
    inputs.edits_end = inputs.version.edits_end;
  } else {
    TRY_ASSIGN(inputs.edits_end,
               places.dataset_edits_end(inputs.dataset.id, inputs.version.segments));
  }
  return plan_clean_task(task, inputs);
}

}  // namespace millrace::domain
