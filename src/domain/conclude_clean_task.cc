#include <fmt/core.h>

#include "domain/clean_task_ops.h"
#include "domain/copy_name.h"
#include "domain/crud.h"
#include "domain/dataset_ops.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::CleanTask;
using resource::DatasetImport;
using resource::ImportState;
using resource::LabeledDataset;
using store::Table;
using store::Tx;

// As the task says, else the source's name with the time behind it.
Result<std::string> name_of_result(Tx& tx, const CleanTask& task) {
  const resource::Kind& kind = LabeledDataset::kind();
  if (task.output_name) return free_name(tx, kind, task.workspace, *task.output_name, "");
  return free_name(tx, kind, task.workspace, task.dataset_name,
                   fmt::format("_{}", base::unix_ms(tx.now())));
}

std::vector<resource::RejectedRow> rejected_rows(const json::Value& rows) {
  std::vector<resource::RejectedRow> out;
  const json::Value* list = rows.find("rejected");
  if (list == nullptr || list->as_array() == nullptr) return out;
  for (const auto& one : *list->as_array())
    out.push_back(
        {"", one.int_or("row", 0), one.string_or("field", ""), one.string_or("reason", "")});
  return out;
}

}  // namespace

Result<void> conclude_clean_task(Tx& tx, resource::Workload& workload, const resource::Run& run,
                                 const json::Value& record) {
  auto& task = static_cast<CleanTask&>(workload);
  const json::Value* rows = record.find("rows");
  if (rows == nullptr) return fail(ErrorCode::kCorrupt, "the run left no record of its rows");
  TRY_ASSIGN(const LabeledDataset source,
             Table<LabeledDataset>().get(tx, task.dataset, store::Deleted::kInclude));
  LabeledDataset made;
  made.id = run.id;
  made.workspace = task.workspace;
  made.owner = task.owner;
  made.owner_name = task.owner_name;
  TRY_ASSIGN(made.name, name_of_result(tx, task));
  made.description = fmt::format("\"{}\", cleaned by \"{}\"", source.name, task.name);
  made.dataset_template = source.dataset_template;
  made.data_type = source.data_type;
  made.annotation_type = source.annotation_type;
  made.label_names = source.label_names;
  made.produced_by = task.id;
  TRY(Table<LabeledDataset>().insert(tx, made));
  domain::record(tx, system_actor(),
                 {.kind = LabeledDataset::kind(), .object = made, .verb = "create"});
  DatasetImport import;
  import.id = run.id;
  import.accepted = rows->int_or("accepted", 0);
  import.rejected_total = rows->int_or("rejected_total", 0);
  import.rejected = rejected_rows(*rows);
  import.source_names = {fmt::format("clean task \"{}\"", task.name)};
  TRY(begin_row_import(tx, system_actor(), made, import));
  TRY(advance_import(tx, import, ImportState::kRunning, "", ""));
  std::map<std::string, std::int64_t> counts;
  if (const json::Value* found = rows->find("counts"); found && found->as_object())
    for (const auto& [category, count] : *found->as_object())
      counts[category] = count.as_int() ? *count.as_int() : 0;
  TRY(finish_row_import(tx, import, counts, rows->int_or("stored_bytes", 0)));
  task.output_dataset = made.id;
  task.output_name = made.name;
  return Table<CleanTask>().update(tx, task);
}

}  // namespace millrace::domain
