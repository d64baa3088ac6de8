// Starting and stopping workloads, and what their runs report. Functions on a transaction; the
// caller has authorised.
#pragma once
#include <functional>

#include "domain/actor.h"
#include "resource/run.h"
#include "store/tx.h"

namespace millrace::domain {

// What request_start asks of whoever knows where content lies on the nodes.
struct ContentPlaces {
  // Absolute folder of an uploaded code package's content.
  std::function<std::string(const std::string& package_id, const std::string& sha256)> code_folder;
  // Text of requirements.txt in a folder; "" when there is none.
  std::function<Result<std::string>(const std::string& folder)> requirements_in;
  // Absolute folder of an imported model version's content.
  std::function<std::string(const std::string& version_id, const std::string& sha256)>
      model_folder{};
  // The bytes of an upload.
  std::function<std::string(const std::string& upload_id)> upload_file{};
  // The rows of a published version of a labelled data set, as training reads them.
  std::function<std::string(const std::string& dataset_id, const std::string& version_id)>
      dataset_file{};
  // The folder of a labelled data set's rows, and the end of the log of changes in it.
  std::function<std::string(const std::string& dataset_id)> dataset_folder{};
  std::function<Result<std::int64_t>(const std::string& dataset_id,
                                     const std::vector<std::string>& segments)>
      dataset_edits_end{};
  // The program that this is: runs clean with it.
  std::function<Result<std::string>()> own_program{};
  // The program of the engines; kUnavailable in words where it is not installed.
  std::function<Result<std::string>()> engine_program{};
};

// Begins a new run of the workload: everything that names mean is looked up and frozen, and the run
// queues. kConflict while a run has not ended, and when something the run needs is not ready.
Result<resource::Run> request_start(store::Tx& tx, const Actor& actor, const resource::Kind& kind,
                                    const std::string& workload_id, const ContentPlaces& places);

// Stops the current run, and takes back a restart that waits for its end. Without effect when there
// is none or it has ended or is stopping already.
Result<void> request_stop(store::Tx& tx, const Actor& actor, const resource::Kind& kind,
                          const std::string& workload_id);

// What the run last said of itself, into its row and the workload's; no event. The caller sees to
// it that this is not done more than once in kProgressInterval for a run.
inline constexpr base::Duration kProgressInterval{2'000};
Result<void> record_progress(store::Tx& tx, const std::string& run_id, const json::Value& progress);

// What the run's engine wrote of its plan and of what it took, into the workload's row.
Result<void> record_plan_and_fact(store::Tx& tx, const std::string& run_id,
                                  const json::Value& record);

// What becomes of the output of a run that ended well, where its kind keeps any. `record`: what the
// run wrote of it.
Result<void> conclude_run(store::Tx& tx, const resource::Run& run, const json::Value& record);

// The rows of all runs of a workload that is being deleted; none may be active.
Result<void> remove_runs(store::Tx& tx, const std::string& workload_id);

}  // namespace millrace::domain
