// Kinds of workloads and how each becomes a run: the explicit list. What holds of any workload goes
// by this list and names no kind. Functions on a transaction.
#pragma once
#include <span>

#include "domain/plan_run.h"
#include "domain/run_ops.h"
#include "store/tx.h"

namespace millrace::domain {

struct Planner {
  const resource::Kind* kind = nullptr;
  // Looks up and freezes everything that names mean.
  Result<Plan> (*plan)(store::Tx&, const resource::Workload&, const std::string& run_id,
                       const ContentPlaces&) = nullptr;
  // A file of the run's output in which the engine says what it expects and what it took, and what
  // becomes of it in the workload's row (an empty object: nothing is known yet); none for kinds
  // whose engine writes no such thing.
  std::string_view record_file{};
  void (*take_record)(resource::Workload&, const json::Value&) = nullptr;
  // What becomes of a run that ended well, in the same transaction; `record` is its record file.
  // None for kinds whose output is left where it is.
  Result<void> (*conclude)(store::Tx&, resource::Workload&, const resource::Run&,
                           const json::Value& record) = nullptr;
};

std::span<const Planner> planners();
std::span<const resource::Kind* const> workload_kinds();  // in the same order
const Planner* planner_of(const resource::Kind& kind);    // null for what is no workload

// The workload with this id, of whatever kind; kNotFound.
struct AnyWorkload {
  const resource::Kind* kind = nullptr;
  std::unique_ptr<resource::Object> object{};
};
Result<AnyWorkload> any_workload(store::ReadTx& tx, const std::string& id);

// The plan functions of single kinds.
Result<Plan> freeze_training_job(store::Tx& tx, const resource::Workload& workload,
                                 const std::string& run_id, const ContentPlaces& places);
Result<Plan> freeze_fine_tune(store::Tx& tx, const resource::Workload& workload,
                              const std::string& run_id, const ContentPlaces& places);
Result<Plan> freeze_clean_task(store::Tx& tx, const resource::Workload& workload,
                               const std::string& run_id, const ContentPlaces& places);
// The flavor that a workload names; kConflict when it has gone.
Result<resource::Flavor> flavor_of(store::ReadTx& tx, const resource::Workload& workload);

}  // namespace millrace::domain
