// From a clean task to its run, and from the run's result to a new labelled data set. Functions on
// a transaction, and pure ones.
#pragma once
#include <string>
#include <vector>

#include "domain/plan_run.h"
#include "domain/run_ops.h"
#include "resource/clean_task.h"
#include "resource/labeled_dataset.h"
#include "rows/templates/template.h"

namespace millrace::domain {

// Fields of a row that hold text.
std::vector<std::string> text_fields(const rows::Template& of);

struct CleanInputs {
  std::string run_id{};
  resource::Flavor flavor{};
  std::string program{};  // of millrace itself, absolute, on the nodes
  resource::LabeledDataset dataset{};
  resource::DatasetVersion version{};
  std::string folder{};        // of the data set's files, absolute, on the nodes
  std::int64_t edits_end = 0;  // changes behind it do not count
};

inline constexpr std::string_view kProgramInside = "/work/bin/millrace";
// What the run leaves in its output: its record, and the rows as a sealed segment with those that
// were left out.
inline constexpr std::string_view kCleanRecord = "clean.json";
inline constexpr std::string_view kCleanedRows = "rows.segment";
inline constexpr std::string_view kCleanRejected = "rows.rejected";

Plan plan_clean_task(const resource::CleanTask& task, const CleanInputs& inputs);

// The rows that the run left are a data set from now on, of the same template, with the run's id;
// its files are at their place already. `record` is what the run wrote of it.
Result<void> conclude_clean_task(store::Tx& tx, resource::Workload& workload,
                                 const resource::Run& run, const json::Value& record);

}  // namespace millrace::domain
