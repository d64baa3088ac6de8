#include <fmt/core.h>

#include <algorithm>

#include "domain/model_ops.h"
#include "domain/rules_of_kinds.h"
#include "domain/storage_ops.h"
#include "resource/assets.h"
#include "resource/fine_tune.h"
#include "resource/storage.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::FineTune;
using resource::Lineage;
using resource::Model;
using resource::ModelVersion;
using resource::Object;
using resource::ShareCode;
using resource::VersionOrigin;
using store::Table;
using store::Tx;

Error read_only() {
  return fail(ErrorCode::kConflict,
              "preset models come with the installation and cannot be changed");
}

// The one source that is named; a violation otherwise.
Result<VersionOrigin> origin_of(const resource::VersionSource& source) {
  const std::pair<const std::string*, VersionOrigin> all[] = {
      {&source.fine_tune, VersionOrigin::kFineTune},
      {&source.training_job, VersionOrigin::kTrainingJob},
      {&source.upload, VersionOrigin::kUpload},
      {&source.share_code, VersionOrigin::kShareCode},
      {&source.url, VersionOrigin::kUrl},
      {&source.storage, VersionOrigin::kStorage}};
  std::optional<VersionOrigin> found;
  for (const auto& [text, origin] : all) {
    if (text->empty()) continue;
    if (found) return base::invalid_field("source", "must name one source only");
    found = origin;
  }
  if (!found)
    return base::invalid_field("source",
                               "must name one of fine_tune, training_job, upload, share_code, "
                               "url, storage");
  if (!source.path.empty() && *found != VersionOrigin::kTrainingJob &&
      *found != VersionOrigin::kStorage)
    return base::invalid_field("source.path", "goes with training_job or storage only");
  return *found;
}

// What the run of a fine-tune froze: what it was really made from, whatever has been made since.
void take_frozen(const json::Value& frozen, Lineage& lineage) {
  if (const json::Value* model = frozen.find("base_model")) {
    lineage.base_model = model->string_or("id", "");
    lineage.base_model_name = model->string_or("name", "");
  }
  if (const json::Value* version = frozen.find("base_version")) {
    lineage.base_version = version->string_or("id", "");
    lineage.base_version_name = version->string_or("name", "");
  }
  const json::Value* data = frozen.find("data");
  if (data == nullptr || data->as_array() == nullptr) return;
  for (const auto& file : *data->as_array())
    lineage.data.push_back(
        fmt::format("{} {}", file.string_or("name", ""), file.string_or("sha256", "")));
}

Result<void> take_run(Tx& tx, const resource::Workload& workload, const resource::Kind& kind,
                      ModelVersion& version) {
  if (workload.current_run.empty())
    return base::invalid_field("source", "it has never run: there is no output");
  TRY_ASSIGN(const auto run, Table<resource::Run>().get(tx, workload.current_run));
  Lineage& lineage = version.lineage;
  lineage.run = run.id;
  lineage.run_name = run.name;
  lineage.workload_kind = std::string(kind.name);
  lineage.workload = workload.id;
  lineage.workload_name = workload.name;
  version.origin_name = workload.name;
  if (const json::Value* code = run.frozen.find("code_package")) {
    lineage.code_package = code->string_or("id", "");
    lineage.code_sha256 = code->string_or("sha256", "");
  }
  take_frozen(run.frozen, lineage);
  return {};
}

Result<void> from_fine_tune(Tx& tx, ModelVersion& version) {
  TRY_ASSIGN(version.source.fine_tune, resolve(tx, FineTune::kind(), version.workspace,
                                               version.source.fine_tune, "source.fine_tune"));
  TRY_ASSIGN(const auto tune, Table<FineTune>().get(tx, version.source.fine_tune));
  if (tune.state != resource::RunState::kSucceeded)
    return fail(ErrorCode::kConflict, fmt::format("fine-tune \"{}\" has not succeeded ({})",
                                                  tune.name, word(tune.state)));
  return take_run(tx, tune, FineTune::kind(), version);
}

Result<void> from_training_job(Tx& tx, ModelVersion& version) {
  using resource::TrainingJob;
  TRY_ASSIGN(version.source.training_job,
             resolve(tx, TrainingJob::kind(), version.workspace, version.source.training_job,
                     "source.training_job"));
  TRY_ASSIGN(const auto job, Table<TrainingJob>().get(tx, version.source.training_job));
  if (resource::is_active(job.state))
    return fail(
        ErrorCode::kConflict,
        fmt::format("training job \"{}\" still runs; wait until it ends, or stop it", job.name));
  return take_run(tx, job, TrainingJob::kind(), version);
}

Result<void> from_upload(Tx& tx, const Actor& actor, ModelVersion& version) {
  const auto upload =
      Table<resource::Upload>().find(tx, version.workspace, version.source.upload, actor.user_id);
  if (!upload || upload->owner != actor.user_id)
    return base::invalid_field("source.upload", "names no upload of yours");
  if (upload->state != resource::UploadState::kComplete)
    return fail(ErrorCode::kConflict, "the upload is not complete yet");
  if (upload->size > resource::kMostUploadedBytes)
    return base::invalid_field("source.upload",
                               "is larger than 2 GiB; register its folder as a storage and name "
                               "it as source of a mounted model");
  version.source.upload = upload->id;
  version.origin_name = upload->name;
  version.total_bytes = upload->size;
  return {};
}

// What the code stood for is kept, the code is not.
Result<void> from_share_code(Tx& tx, ModelVersion& version) {
  auto found = resolve_share_code(tx, version.source.share_code, tx.now());
  if (!found)
    return found.error().code == ErrorCode::kNotFound
               ? base::invalid_field("source.share_code", found.error().message)
               : found.error();
  version.source.share_code.clear();
  version.lineage = found->version.lineage;  // it was made the same way
  version.lineage.copied_from = found->version.id;
  version.origin_name = fmt::format("{} {}", found->model.name, found->version.name);
  version.total_bytes = found->version.size_bytes;
  ++found->row.uses;
  found->row.last_used_at = tx.now();
  return Table<ShareCode>().update(tx, found->row);
}

Result<void> from_storage(Tx& tx, ModelVersion& version) {
  TRY_ASSIGN(version.source.storage,
             resolve(tx, resource::Storage::kind(), "", version.source.storage, "source.storage"));
  TRY_ASSIGN(const auto storage, Table<resource::Storage>().get(tx, version.source.storage));
  TRY(require_folder(storage, "source.storage"));
  version.origin_name = storage.name;
  return {};
}

Result<void> take_source(Tx& tx, const Actor& actor, ModelVersion& version) {
  switch (version.origin) {
    case VersionOrigin::kFineTune:
      return from_fine_tune(tx, version);
    case VersionOrigin::kTrainingJob:
      return from_training_job(tx, version);
    case VersionOrigin::kUpload:
      return from_upload(tx, actor, version);
    case VersionOrigin::kShareCode:
      return from_share_code(tx, version);
    case VersionOrigin::kStorage:
      return from_storage(tx, version);
    case VersionOrigin::kUrl:
      version.origin_name = version.source.url.substr(0, version.source.url.find('?'));
      return {};
    case VersionOrigin::kPreset:
      return {};
  }
  return {};
}

Result<void> prepare_version(Tx& tx, const Actor& actor, Object& object) {
  auto& version = static_cast<ModelVersion&>(object);
  TRY_ASSIGN(Model model, Table<Model>().get(tx, version.model));
  if (model.workspace != version.workspace) return read_only();
  if (version.origin != VersionOrigin::kPreset) {
    TRY_ASSIGN(version.origin, origin_of(version.source));
    const bool mounted = version.origin == VersionOrigin::kStorage;
    if (mounted != (model.source == resource::ModelSource::kMounted))
      return base::invalid_field("source", mounted ? "a storage is for models of source mounted"
                                                   : "a mounted model takes a storage only");
  }
  TRY(take_source(tx, actor, version));
  version.name = fmt::format("V{}", ++model.last_version);
  version.model_name = model.name;
  version.owner = model.owner;  // whose model it is, whoever adds to it
  version.owner_name = model.owner_name;
  ++model.version_count;
  return Table<Model>().update(tx, model);
}

Result<void> version_created(Tx& tx, const Actor&, Object& object) {
  const auto& version = static_cast<const ModelVersion&>(object);
  if (version.source.fine_tune.empty()) return {};
  TRY_ASSIGN(FineTune tune, Table<FineTune>().get(tx, version.source.fine_tune));
  tune.published_version = version.id;
  return Table<FineTune>().update(tx, tune);
}

Result<void> prepare_version_update(Tx&, const Actor&, const Object& before, Object&) {
  return before.workspace.empty() ? Result<void>(read_only()) : Result<void>();
}

Result<void> drop_codes(Tx& tx, const std::string& model, const std::string& version) {
  TRY_ASSIGN(const auto codes,
             Table<ShareCode>().all(tx, {.filter = {store::where("model", model)}}));
  for (const auto& code : codes)
    if (version.empty() || code.model_version == version)
      TRY(Table<ShareCode>().remove(tx, code.id));
  return {};
}

Result<void> prepare_version_remove(Tx& tx, const Actor& actor, const Object& object) {
  const auto& version = static_cast<const ModelVersion&>(object);
  if (version.workspace.empty()) return read_only();
  TRY_ASSIGN(const Model model, Table<Model>().get(tx, version.model));
  TRY(check_unused(tx, actor, model, &version));
  TRY(drop_codes(tx, model.id, version.id));
  return refresh_model(tx, model.id, version.id);
}

// Its versions say its name too.
Result<void> prepare_model_update(Tx& tx, const Actor&, const Object& before, Object& after) {
  if (before.workspace.empty()) return read_only();
  if (before.name == after.name) return {};
  TRY_ASSIGN(auto versions,
             Table<ModelVersion>().all(tx, {.filter = {store::where("model", before.id)}}));
  for (auto& version : versions) {
    version.model_name = after.name;
    TRY(Table<ModelVersion>().update(tx, version));
  }
  return {};
}

Result<void> prepare_model_remove(Tx& tx, const Actor& actor, const Object& object) {
  if (object.workspace.empty()) return read_only();
  const auto& model = static_cast<const Model&>(object);
  TRY(check_unused(tx, actor, model, nullptr));
  TRY(drop_codes(tx, model.id, ""));
  TRY_ASSIGN(const auto versions,
             Table<ModelVersion>().all(tx, {.filter = {store::where("model", model.id)}}));
  for (const auto& version : versions) TRY(Table<ModelVersion>().remove(tx, version.id));
  return {};
}

}  // namespace

Rules model_rules() {
  return {.kind = &Model::kind(),
          .prepare_update = prepare_model_update,
          .prepare_remove = prepare_model_remove};
}
Rules model_version_rules() {
  return {.kind = &ModelVersion::kind(),
          .prepare_create = prepare_version,
          .created = version_created,
          .prepare_update = prepare_version_update,
          .prepare_remove = prepare_version_remove};
}

}  // namespace millrace::domain
