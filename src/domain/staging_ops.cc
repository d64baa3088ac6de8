#include "domain/staging_ops.h"

#include <fmt/core.h>

#include "domain/run_ops.h"
#include "resource/run.h"
#include "store/event_log.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

void append(store::Tx& tx, const resource::Run& run, const StagingNote& note) {
  const bool whole = note.mark == StagingMark::kWhole;
  store::append_event(
      tx, {.workspace = run.workspace,
           .kind = run.workload_kind,
           .object_id = run.workload,
           .object_name = run.workload_name,
           .run = run.id,
           .attempt = note.attempt,
           .reason = whole ? "DataStaged" : "StagingData",
           .message = whole ? fmt::format("Its data are on the node ({} bytes).", note.total_bytes)
                            : "Its data are brought to the node before it starts.",
           .actor_name = "system",
           .details =
               json::Object{{"done_bytes", note.done_bytes}, {"total_bytes", note.total_bytes}}});
}

}  // namespace

Result<void> note_staging(store::Tx& tx, const std::string& run_id, const StagingNote& note) {
  const auto run = store::Table<resource::Run>().get(tx, run_id);
  if (!run) return run.error().code == ErrorCode::kNotFound ? Result<void>() : run.error();
  if (!run->active) return {};
  if (note.mark != StagingMark::kGoesOn) append(tx, *run, note);
  json::Value progress;
  if (note.mark != StagingMark::kWhole)
    progress = json::Object{{"phase", "staging"},
                            {"step", note.done_bytes},
                            {"total_steps", note.total_bytes},
                            {"unit", "bytes"}};
  return record_progress(tx, run_id, progress);
}

}  // namespace millrace::domain
