// Storages: which fields go with which type, and what stands on one.
#include <fmt/core.h>

#include "domain/rules_of_kinds.h"
#include "domain/storage_ops.h"
#include "resource/assets.h"
#include "resource/base_dataset.h"
#include "resource/model.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::Object;
using resource::Storage;
using resource::StorageType;
using store::Table;
using store::Tx;

Error used(std::string_view what) {
  return fail(ErrorCode::kConflict, fmt::format("{}; change or delete that first", what));
}

Result<void> check_jobs(Tx& tx, const std::string& storage) {
  TRY_ASSIGN(const auto jobs, Table<resource::TrainingJob>().all(tx));
  for (const auto& job : jobs)
    for (const auto* mounts : {&job.file_storages, &job.object_storages})
      for (const auto& mount : *mounts)
        if (mount.storage == storage)
          return used(fmt::format("training job \"{}\" of {} mounts it", job.name, job.owner_name));
  return {};
}

Result<void> check_assets(Tx& tx, const std::string& storage) {
  TRY_ASSIGN(const auto datasets, Table<resource::BaseDataset>().all(
                                      tx, {.filter = {store::where("storage", storage)}}));
  if (!datasets.empty())
    return used(fmt::format(
        "base data set \"{}\" of {} is a folder of it{}", datasets[0].name, datasets[0].owner_name,
        datasets.size() > 1 ? fmt::format(", {} more are", datasets.size() - 1) : ""));
  TRY_ASSIGN(const auto packages, Table<resource::CodePackage>().all(tx));
  for (const auto& package : packages)
    if (package.storage == storage)
      return used(fmt::format("code package \"{}\" of {} is a folder of it", package.name,
                              package.owner_name));
  TRY_ASSIGN(const auto versions, Table<resource::ModelVersion>().all(
                                      tx, {.filter = {store::where("origin", "storage")}}));
  for (const auto& version : versions)
    if (version.source.storage == storage)
      return used(
          fmt::format("{} of model \"{}\" is a folder of it", version.name, version.model_name));
  return {};
}

Result<void> prepare_remove(Tx& tx, const Actor&, const Object& object) {
  TRY(check_jobs(tx, object.id));
  return check_assets(tx, object.id);
}

Result<void> prepare_create(Tx&, const Actor&, Object& object) {
  return check_storage(static_cast<const Storage&>(object));
}

Result<void> prepare_update(Tx&, const Actor&, const Object&, Object& after) {
  return check_storage(static_cast<const Storage&>(after));
}

Result<void> check_s3(const Storage& storage) {
  for (const auto& [field, value] : {std::pair("endpoint", &storage.endpoint),
                                     {"bucket", &storage.bucket},
                                     {"region", &storage.region},
                                     {"access_key", &storage.access_key},
                                     {"secret_key", &storage.secret_key}})
    if (value->empty()) return base::invalid_field(field, "is required with type s3");
  if (storage.path.starts_with('/'))
    return base::invalid_field("path", "must not begin with '/': it is a part of the bucket");
  return {};
}

}  // namespace

Result<void> check_storage(const Storage& storage) {
  if (storage.type == StorageType::kS3) return check_s3(storage);
  if (!storage.path.starts_with('/'))
    return base::invalid_field("path", "must be an absolute path on the nodes");
  for (const auto& [field, value] : {std::pair("endpoint", &storage.endpoint),
                                     {"bucket", &storage.bucket},
                                     {"ca_certificate", &storage.ca_certificate},
                                     {"access_key", &storage.access_key},
                                     {"secret_key", &storage.secret_key}})
    if (!value->empty()) return base::invalid_field(field, "goes with type s3 only");
  return {};
}

Result<void> require_folder(const Storage& storage, const std::string& field) {
  if (resource::is_folder(storage)) return {};
  return base::invalid_field(
      field, fmt::format("storage \"{}\" is no folder of the nodes (s3)", storage.name));
}

Rules storage_rules() {
  return {.kind = &Storage::kind(),
          .prepare_create = prepare_create,
          .prepare_update = prepare_update,
          .prepare_remove = prepare_remove};
}

}  // namespace millrace::domain
