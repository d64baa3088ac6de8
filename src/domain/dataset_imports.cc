// How imports of rows begin, go on and end, and what the data set's row says of them.
#include <fmt/core.h>

#include <algorithm>

#include "domain/crud.h"
#include "domain/dataset_ops.h"
#include "store/event_log.h"
#include "store/table.h"

namespace millrace::domain {

using resource::DatasetImport;
using resource::DatasetVersion;
using resource::DataState;
using resource::ImportState;
using resource::LabeledDataset;
using store::Table;
using store::Tx;

namespace {

bool has_ended(ImportState state) {
  return state == ImportState::kSucceeded || state == ImportState::kFailed ||
         state == ImportState::kCancelled;
}

Error cannot(const DatasetImport& import) {
  return fail(ErrorCode::kConflict,
              fmt::format("import {} is {}", import.name, word(import.state)));
}

// The data set's state is that of its imports: importing while any goes on; failed only while no
// rows ever came.
Result<void> follow(Tx& tx, LabeledDataset& dataset, const DatasetImport& changed) {
  TRY_ASSIGN(const auto imports,
             Table<DatasetImport>().all(tx, {.filter = {store::where("dataset", dataset.id)}}));
  const bool going_on = std::any_of(imports.begin(), imports.end(),
                                    [](const auto& one) { return !has_ended(one.state); });
  const bool failed = changed.state == ImportState::kFailed;
  if (going_on)
    dataset.state = DataState::kImporting;
  else if (dataset.last_version > 0)
    dataset.state = DataState::kReady;
  else
    dataset.state = failed ? DataState::kImportFailed : DataState::kCreating;
  dataset.state_reason = failed ? changed.state_reason : "";
  dataset.state_message = failed ? changed.state_message : "";
  return Table<LabeledDataset>().update(tx, dataset);
}

}  // namespace

bool may_become(ImportState from, ImportState to) {
  using S = ImportState;
  switch (from) {
    case S::kQueued:
      return to == S::kRunning || to == S::kCancelled || to == S::kFailed;
    case S::kRunning:
      return to == S::kSucceeded || to == S::kFailed || to == S::kCancelling || to == S::kCancelled;
    case S::kCancelling:
      return to == S::kCancelled || to == S::kSucceeded || to == S::kFailed;
    case S::kFailed:
    case S::kCancelled:
      return to == S::kQueued;  // resumed
    case S::kSucceeded:
      return false;
  }
  return false;
}

Result<void> begin_row_import(Tx& tx, const Actor& actor, LabeledDataset& dataset,
                              DatasetImport& import) {
  if (dataset.state == DataState::kDeleting)
    return fail(ErrorCode::kConflict, "the data set is being deleted");
  import.workspace = dataset.workspace;
  import.dataset = dataset.id;
  import.dataset_name = dataset.name;
  import.owner = dataset.owner;
  import.owner_name = dataset.owner_name;
  import.name = import.id;
  TRY(Table<DatasetImport>().insert(tx, import));
  json::Array names;
  for (const std::string& name : import.source_names) names.emplace_back(name);
  record(tx, actor,
         {.kind = LabeledDataset::kind(),
          .object = dataset,
          .verb = "import",
          .diff = json::Object{{"import", import.id}, {"files", std::move(names)}}});
  return follow(tx, dataset, import);
}

Result<void> advance_import(Tx& tx, DatasetImport& import, ImportState to,
                            const std::string& reason, const std::string& message) {
  if (!may_become(import.state, to)) return cannot(import);
  import.state = to;
  import.state_reason = reason;
  import.state_message = message;
  TRY(Table<DatasetImport>().update(tx, import));
  auto dataset = Table<LabeledDataset>().get(tx, import.dataset);
  if (!dataset)
    return dataset.error().code == ErrorCode::kNotFound ? Result<void>() : dataset.error();
  TRY(follow(tx, *dataset, import));
  if (!has_ended(to)) return {};
  const bool failed = to == ImportState::kFailed;
  store::append_event(tx, {.workspace = dataset->workspace,
                           .kind = "labeled_dataset",
                           .object_id = dataset->id,
                           .object_name = dataset->name,
                           .type = failed ? store::EventType::kError : store::EventType::kNormal,
                           .reason = failed ? reason : fmt::format("import_{}", word(to)),
                           .message = failed ? message
                                             : fmt::format("{} rows taken in, {} left out",
                                                           import.accepted, import.rejected_total),
                           .actor_name = "system"});
  return {};
}

Result<void> finish_row_import(Tx& tx, DatasetImport& import,
                               const std::map<std::string, std::int64_t>& counts,
                               std::int64_t stored_bytes) {
  TRY_ASSIGN(LabeledDataset dataset, Table<LabeledDataset>().get(tx, import.dataset));
  if (import.accepted > 0) {
    TRY_ASSIGN(DatasetVersion draft, draft_of(tx, dataset));
    draft.segments.push_back(import.id);
    draft.row_count += import.accepted;
    draft.size_bytes += stored_bytes;
    for (const auto& [category, count] : counts) draft.counts[category] += count;
    TRY(Table<DatasetVersion>().update(tx, draft));
    dataset.row_count = draft.row_count;
    dataset.size_bytes = draft.size_bytes;
    TRY(Table<LabeledDataset>().update(tx, dataset));
  }
  return advance_import(tx, import, ImportState::kSucceeded, "", "");
}

Result<void> request_import_cancel(Tx& tx, const Actor& actor, DatasetImport& import) {
  if (has_ended(import.state) || import.state == ImportState::kCancelling) return {};
  const bool waits = import.state == ImportState::kQueued;
  TRY(advance_import(tx, import, waits ? ImportState::kCancelled : ImportState::kCancelling, "",
                     ""));
  record(tx, actor, {.kind = DatasetImport::kind(), .object = import, .verb = "cancel"});
  return {};
}

Result<void> request_import_resume(Tx& tx, const Actor& actor, DatasetImport& import) {
  if (import.state != ImportState::kCancelled && import.state != ImportState::kFailed)
    return cannot(import);
  import.accepted = import.rejected_total = import.done_bytes = import.duplicate_files = 0;
  import.rejected.clear();
  TRY(advance_import(tx, import, ImportState::kQueued, "", ""));
  record(tx, actor, {.kind = DatasetImport::kind(), .object = import, .verb = "resume"});
  return {};
}

}  // namespace millrace::domain
