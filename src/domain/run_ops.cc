#include "domain/run_ops.h"

#include <fmt/core.h>

#include "domain/advance.h"
#include "domain/crud.h"
#include "domain/planners.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::Kind;
using resource::Object;
using resource::ReasonCode;
using resource::Run;
using resource::RunState;
using resource::Workload;
using store::ObjectTable;
using store::Table;
using store::Tx;

// Runs behind one another that were stopped before they had a checkpoint.
constexpr std::size_t kMostBefore = 8;

Result<std::unique_ptr<Object>> load(Tx& tx, const Kind& kind, const std::string& id) {
  if (planner_of(kind) == nullptr)
    return fail(ErrorCode::kInvalid, fmt::format("a {} cannot be started or stopped", kind.name));
  return ObjectTable::of(kind).get(tx, id);
}

// Whose checkpoints a new run may go on from, the newest first: the run before it, if that did not
// come to its end and would have come to the same, and those that it went on from itself.
Result<std::vector<std::string>> runs_to_go_on_from(Tx& tx, const Workload& workload,
                                                    const std::string& resume_key) {
  std::vector<std::string> out;
  if (resume_key.empty() || workload.current_run.empty()) return out;
  const auto before = Table<Run>().get(tx, workload.current_run);
  if (!before && before.error().code == ErrorCode::kNotFound) return out;
  if (!before) return before.error();
  const bool cut_off = before->state == RunState::kStopped || before->state == RunState::kFailed;
  if (!cut_off || before->frozen.string_or("resume_key", "") != resume_key) return out;
  protocol::RunSpec spec;
  describe::decode_stored(describe::Described<protocol::RunSpec>::get(), before->spec, &spec);
  out.push_back(before->id);
  for (const auto& run : spec.resume_runs)
    if (out.size() < kMostBefore) out.push_back(run);
  return out;
}

// "hello-1"; with the run's id behind it where a renamed workload's run still has that name.
Result<std::string> run_name(Tx& tx, const Workload& workload, std::int64_t number,
                             const std::string& run_id) {
  const std::string name = fmt::format("{}-{}", workload.name, number);
  const auto taken = Table<Run>().get_by_name(tx, workload.workspace, name);
  if (taken) return fmt::format("{}-{}", name, run_id);
  if (taken.error().code != ErrorCode::kNotFound) return taken.error();
  return name;
}

Run new_run(const Workload& workload, const Kind& kind, Plan plan) {
  Run run;
  run.id = plan.spec.run_id;
  run.workspace = workload.workspace;
  run.owner = workload.owner;
  run.owner_name = workload.owner_name;
  run.number = workload.run_count + 1;
  run.workload_kind = kind.name;
  run.workload = workload.id;
  run.workload_name = workload.name;
  run.cluster = workload.cluster;
  run.priority = workload.priority;
  run.stop_grace_s = plan.spec.stop_grace_s;
  run.spec = describe::encode(describe::Described<protocol::RunSpec>::get(),
                              describe::View::kPublic, &plan.spec);
  run.frozen = std::move(plan.frozen);
  run.fault_tolerance = plan.fault_tolerance;
  const Why preparing = why(ReasonCode::kPreparing);
  run.state_reason = preparing.reason;
  run.state_message = preparing.message;
  return run;
}

}  // namespace

Result<Run> request_start(Tx& tx, const Actor& actor, const Kind& kind,
                          const std::string& workload_id, const ContentPlaces& places) {
  TRY_ASSIGN(const auto object, load(tx, kind, workload_id));
  auto& workload = static_cast<Workload&>(*object);
  if (resource::is_active(workload.state))
    return fail(ErrorCode::kConflict,
                fmt::format("\"{}\" is {}: stop it or wait until it ends before starting it again",
                            workload.name, word(workload.state)));
  const Planner& planner = *planner_of(kind);
  TRY_ASSIGN(Plan planned, planner.plan(tx, workload, tx.new_id(), places));
  TRY_ASSIGN(planned.spec.resume_runs, runs_to_go_on_from(tx, workload, planned.resume_key));
  if (!planned.resume_key.empty()) planned.frozen["resume_key"] = planned.resume_key;
  Run run = new_run(workload, kind, std::move(planned));
  TRY_ASSIGN(run.name, run_name(tx, workload, run.number, run.id));
  TRY(Table<Run>().insert(tx, run));
  workload.current_run = run.id;
  workload.run_count = run.number;
  workload.progress = {};
  if (planner.take_record) planner.take_record(workload, json::Object{});
  workload.restart_pending = false;
  workload.restart_by.clear();
  TRY(ObjectTable::of(kind).update(tx, workload));
  record(
      tx, actor,
      {.kind = kind, .object = workload, .verb = "start", .diff = json::Object{{"run", run.id}}});
  TRY(advance(tx, actor, run, RunState::kQueued,
              {why(ReasonCode::kWaitingForResources).reason, "Waits for the scheduler."}));
  return run;
}

Result<void> request_stop(Tx& tx, const Actor& actor, const Kind& kind,
                          const std::string& workload_id) {
  TRY_ASSIGN(const auto object, load(tx, kind, workload_id));
  auto& workload = static_cast<Workload&>(*object);
  if (workload.current_run.empty()) return {};
  if (workload.restart_pending) {
    workload.restart_pending = false;
    workload.restart_by.clear();
    TRY(ObjectTable::of(kind).update(tx, workload));
  }
  TRY_ASSIGN(Run run, Table<Run>().get(tx, workload.current_run));
  if (!resource::is_active(run.state) || run.state == RunState::kStopping) return {};
  record(tx, actor,
         {.kind = kind, .object = workload, .verb = "stop", .diff = json::Object{{"run", run.id}}});
  run.desired = resource::DesiredState::kStop;
  const bool nothing_runs = run.state == RunState::kPreparing || run.state == RunState::kQueued;
  if (nothing_runs)
    return advance(tx, actor, run, RunState::kStopped, why(ReasonCode::kStoppedByUser));
  return advance(tx, actor, run, RunState::kStopping, why(ReasonCode::kStopRequested));
}

Result<void> record_progress(Tx& tx, const std::string& run_id, const json::Value& progress) {
  TRY_ASSIGN(Run run, Table<Run>().get(tx, run_id));
  run.progress = progress;
  TRY(Table<Run>().update(tx, run));
  const Kind* kind = resource::find_kind(run.workload_kind);
  if (kind == nullptr) return {};
  auto object = ObjectTable::of(*kind).get(tx, run.workload);
  if (!object)
    return object.error().code == ErrorCode::kNotFound ? Result<void>()
                                                       : Result<void>(object.error());
  auto& workload = static_cast<Workload&>(**object);
  if (workload.current_run != run.id) return {};
  workload.progress = progress;
  return ObjectTable::of(*kind).update(tx, workload);
}

Result<void> record_plan_and_fact(Tx& tx, const std::string& run_id, const json::Value& record) {
  TRY_ASSIGN(const Run run, Table<Run>().get(tx, run_id));
  const Kind* kind = resource::find_kind(run.workload_kind);
  const Planner* planner = kind ? planner_of(*kind) : nullptr;
  if (planner == nullptr || planner->take_record == nullptr) return {};
  auto object = ObjectTable::of(*kind).get(tx, run.workload);
  if (!object && object.error().code == ErrorCode::kNotFound) return {};
  if (!object) return object.error();
  auto& workload = static_cast<Workload&>(**object);
  if (workload.current_run != run.id) return {};
  planner->take_record(workload, record);
  return ObjectTable::of(*kind).update(tx, workload);
}

Result<void> conclude_run(Tx& tx, const Run& run, const json::Value& record) {
  const Kind* kind = resource::find_kind(run.workload_kind);
  const Planner* planner = kind ? planner_of(*kind) : nullptr;
  if (planner == nullptr || planner->conclude == nullptr) return {};
  TRY_ASSIGN(const auto object, ObjectTable::of(*kind).get(tx, run.workload));
  auto& workload = static_cast<Workload&>(*object);
  planner->take_record(workload, record);
  return planner->conclude(tx, workload, run, record);
}

Result<void> remove_runs(Tx& tx, const std::string& workload_id) {
  TRY_ASSIGN(const auto runs,
             Table<Run>().all(tx, {.filter = {store::where("workload", workload_id)}}));
  for (const auto& run : runs) {
    if (run.active)
      return fail(ErrorCode::kConflict,
                  fmt::format("run {} has not ended; stop it first", run.name));
    TRY(Table<Run>().remove(tx, run.id));
  }
  return {};
}

}  // namespace millrace::domain
