#include "domain/run_ops.h"

#include <fmt/core.h>

#include "domain/advance.h"
#include "domain/crud.h"
#include "domain/plan_training_job.h"
#include "resource/assets.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::Kind;
using resource::Object;
using resource::ReasonCode;
using resource::Run;
using resource::RunState;
using resource::TrainingJob;
using resource::Workload;
using store::ObjectTable;
using store::Table;
using store::Tx;

// A planned run: the specification and what the names in it meant.
struct Plan {
  protocol::RunSpec spec{};
  json::Object frozen{};
  resource::FaultTolerance fault_tolerance{};
};

std::string below(std::string folder, const std::string& path) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return path.empty() ? folder : folder + "/" + path;
}

Result<CodeInputs> code_inputs(Tx& tx, const resource::CodePackage& package,
                               const ContentPlaces& places) {
  CodeInputs out;
  if (package.source == resource::PackageSource::kStorage) {
    TRY_ASSIGN(const auto storage, Table<resource::Storage>().get(tx, package.storage));
    out.folder = below(storage.path, package.path);
    out.access =
        storage.read_only ? protocol::MountAccess::kReadOnly : protocol::MountAccess::kReadWrite;
  } else {
    if (package.state != resource::PackageState::kReady || package.sha256.empty())
      return fail(ErrorCode::kConflict,
                  fmt::format("code package \"{}\" is not ready ({}); upload its files first",
                              package.name, word(package.state)));
    out.folder = places.code_folder(package.id, package.sha256);
  }
  TRY_ASSIGN(out.requirements, places.requirements_in(out.folder));
  return out;
}

Result<void> freeze_code(Tx& tx, const TrainingJob& job, const ContentPlaces& places,
                         PlanInputs& inputs, json::Object& frozen) {
  if (job.code_package.empty()) return {};
  const auto package = Table<resource::CodePackage>().get(tx, job.code_package);
  if (!package)
    return fail(ErrorCode::kConflict,
                "the code package of the job does not exist any more; choose another");
  TRY_ASSIGN(inputs.code, code_inputs(tx, *package, places));
  frozen["code_package"] =
      json::Object{{"id", package->id}, {"name", package->name}, {"sha256", package->sha256}};
  return {};
}

Result<void> freeze_storages(Tx& tx, const TrainingJob& job, PlanInputs& inputs,
                             json::Object& frozen) {
  json::Array list;
  for (const auto& mount : job.file_storages) {
    const auto storage = Table<resource::Storage>().get(tx, mount.storage);
    if (!storage)
      return fail(ErrorCode::kConflict,
                  "a storage of the job does not exist any more; choose another");
    inputs.storages[storage->id] = *storage;
    list.push_back(
        json::Object{{"id", storage->id}, {"name", storage->name}, {"path", storage->path}});
  }
  if (!list.empty()) frozen["file_storages"] = std::move(list);
  return {};
}

Result<Plan> plan(Tx& tx, const TrainingJob& job, const std::string& run_id,
                  const ContentPlaces& places) {
  Plan out;
  PlanInputs inputs{.run_id = run_id};
  auto flavor = Table<resource::Flavor>().get(tx, job.flavor);
  if (!flavor)
    return fail(ErrorCode::kConflict,
                "the flavor of the job does not exist any more; choose another");
  inputs.flavor = std::move(*flavor);
  out.frozen["flavor"] = json::Object{{"id", inputs.flavor.id},
                                      {"name", inputs.flavor.name},
                                      {"cpu_millis", inputs.flavor.cpu_millis},
                                      {"memory_bytes", inputs.flavor.memory_bytes},
                                      {"card_model", inputs.flavor.card_model},
                                      {"cards", inputs.flavor.cards}};
  out.frozen["image"] = job.image;
  TRY(freeze_code(tx, job, places, inputs, out.frozen));
  TRY(freeze_storages(tx, job, inputs, out.frozen));
  TRY_ASSIGN(out.spec, plan_training_job(job, inputs));
  out.fault_tolerance = job.fault_tolerance;
  return out;
}

Result<std::unique_ptr<Object>> load(Tx& tx, const Kind& kind, const std::string& id) {
  if (&kind != &TrainingJob::kind())
    return fail(ErrorCode::kInvalid, fmt::format("a {} cannot be started or stopped", kind.name));
  return ObjectTable::of(kind).get(tx, id);
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
  TRY_ASSIGN(Plan planned,
             plan(tx, static_cast<const TrainingJob&>(workload), tx.new_id(), places));
  Run run = new_run(workload, kind, std::move(planned));
  TRY_ASSIGN(run.name, run_name(tx, workload, run.number, run.id));
  TRY(Table<Run>().insert(tx, run));
  workload.current_run = run.id;
  workload.run_count = run.number;
  workload.progress = {};
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
