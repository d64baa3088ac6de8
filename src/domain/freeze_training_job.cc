#include <fmt/core.h>

#include "domain/plan_training_job.h"
#include "domain/planners.h"
#include "resource/assets.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::TrainingJob;
using store::Table;
using store::Tx;

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

Result<void> freeze_storages(Tx& tx, const std::vector<resource::StorageMount>& mounts,
                             const std::string& field, PlanInputs& inputs, json::Object& frozen) {
  json::Array list;
  for (const auto& mount : mounts) {
    const auto storage = Table<resource::Storage>().get(tx, mount.storage);
    if (!storage)
      return fail(ErrorCode::kConflict,
                  "a storage of the job does not exist any more; choose another");
    inputs.storages[storage->id] = *storage;
    list.push_back(
        json::Object{{"id", storage->id}, {"name", storage->name}, {"path", storage->path}});
  }
  if (!list.empty()) frozen[field] = std::move(list);
  return {};
}

Result<void> freeze_data(Tx& tx, const TrainingJob& job, PlanInputs& inputs,
                         json::Object& frozen) {
  json::Array list;
  for (const auto& id : job.datasets) {
    const auto dataset = Table<resource::BaseDataset>().get(tx, id);
    if (!dataset)
      return fail(ErrorCode::kConflict,
                  "a data set of the job does not exist any more; choose another");
    TRY_ASSIGN(auto storage, Table<resource::Storage>().get(tx, dataset->storage));
    list.push_back(json::Object{{"id", dataset->id},
                                {"name", dataset->name},
                                {"storage", storage.id},
                                {"path", dataset->path}});
    inputs.data.push_back({*dataset, std::move(storage)});
  }
  if (!list.empty()) frozen["datasets"] = std::move(list);
  return {};
}

}  // namespace

Result<Plan> freeze_training_job(Tx& tx, const resource::Workload& workload,
                                 const std::string& run_id, const ContentPlaces& places) {
  const auto& job = static_cast<const TrainingJob&>(workload);
  Plan out;
  PlanInputs inputs{.run_id = run_id};
  TRY_ASSIGN(inputs.flavor, flavor_of(tx, job));
  out.frozen["flavor"] = freeze_flavor(inputs.flavor);
  out.frozen["image"] = job.image;
  TRY(freeze_code(tx, job, places, inputs, out.frozen));
  TRY(freeze_storages(tx, job.file_storages, "file_storages", inputs, out.frozen));
  TRY(freeze_storages(tx, job.object_storages, "object_storages", inputs, out.frozen));
  TRY(freeze_data(tx, job, inputs, out.frozen));
  TRY_ASSIGN(out.spec, plan_training_job(job, inputs));
  out.fault_tolerance = job.fault_tolerance;
  return out;
}

}  // namespace millrace::domain
