#include "domain/planners.h"

#include <vector>

#include "domain/clean_task_ops.h"
#include "resource/fine_tune.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

void take_tune_record(resource::Workload& workload, const json::Value& record) {
  auto& tune = static_cast<resource::FineTune&>(workload);
  const json::Value *plan = record.find("plan"), *fact = record.find("fact");
  tune.plan = plan ? *plan : json::Value();
  tune.fact = fact ? *fact : json::Value();
}

void take_clean_record(resource::Workload& workload, const json::Value& record) {
  const json::Value* fact = record.find("fact");
  static_cast<resource::CleanTask&>(workload).fact = fact ? *fact : json::Value();
}

}  // namespace

std::span<const Planner> planners() {
  static const Planner kAll[] = {
      {.kind = &resource::TrainingJob::kind(), .plan = freeze_training_job},
      {.kind = &resource::FineTune::kind(),
       .plan = freeze_fine_tune,
       .record_file = "training.json",
       .take_record = take_tune_record},
      {.kind = &resource::CleanTask::kind(),
       .plan = freeze_clean_task,
       .record_file = kCleanRecord,
       .take_record = take_clean_record,
       .conclude = conclude_clean_task},
  };
  return kAll;
}

std::span<const resource::Kind* const> workload_kinds() {
  static const std::vector<const resource::Kind*> kKinds = [] {
    std::vector<const resource::Kind*> out;
    for (const Planner& planner : planners()) out.push_back(planner.kind);
    return out;
  }();
  return kKinds;
}

const Planner* planner_of(const resource::Kind& kind) {
  for (const Planner& planner : planners())
    if (planner.kind == &kind) return &planner;
  return nullptr;
}

Result<AnyWorkload> any_workload(store::ReadTx& tx, const std::string& id) {
  for (const resource::Kind* kind : workload_kinds()) {
    auto object = store::ObjectTable::of(*kind).get(tx, id);
    if (object) return AnyWorkload{kind, std::move(*object)};
    if (object.error().code != ErrorCode::kNotFound) return object.error();
  }
  return fail(ErrorCode::kNotFound, "there is no such workload: " + id);
}

Result<resource::Flavor> flavor_of(store::ReadTx& tx, const resource::Workload& workload) {
  auto flavor = store::Table<resource::Flavor>().get(tx, workload.flavor);
  if (!flavor && flavor.error().code == ErrorCode::kNotFound)
    return fail(ErrorCode::kConflict, "the flavor does not exist any more; choose another");
  return flavor;
}

}  // namespace millrace::domain
