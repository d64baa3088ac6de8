#include "domain/model_ops.h"

#include <fmt/core.h>

#include <algorithm>

#include "domain/crud.h"
#include "domain/rules_of_kinds.h"
#include "domain/storage_ops.h"
#include "resource/storage.h"
#include "store/event_log.h"
#include "store/table.h"

namespace millrace::domain {

using resource::Model;
using resource::ModelVersion;
using resource::VersionState;
using store::Table;
using store::Tx;

namespace {

Result<std::vector<ModelVersion>> versions_of(store::ReadTx& tx, const std::string& model_id) {
  return Table<ModelVersion>().all(tx, {.filter = {store::where("model", model_id)}});
}

// Newest first, as the store lists them.
const ModelVersion* newest_ready_of(const std::vector<ModelVersion>& versions) {
  const auto found = std::find_if(versions.begin(), versions.end(), [](const ModelVersion& v) {
    return v.state == VersionState::kReady;
  });
  return found == versions.end() ? nullptr : &*found;
}

std::string below(std::string folder, std::string path) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  while (path.ends_with('/')) path.pop_back();
  return path.empty() ? folder : folder + "/" + path;
}

}  // namespace

Result<ModelVersion> newest_ready(store::ReadTx& tx, const Model& model) {
  TRY_ASSIGN(const auto versions, versions_of(tx, model.id));
  const ModelVersion* newest = newest_ready_of(versions);
  if (newest == nullptr)
    return fail(ErrorCode::kConflict,
                fmt::format("model \"{}\" has no version that is ready", model.name));
  return *newest;
}

Result<std::string> version_folder(store::ReadTx& tx, const ModelVersion& version,
                                   const ContentPlaces& places) {
  if (version.state != VersionState::kReady)
    return fail(ErrorCode::kConflict,
                fmt::format("{} of model \"{}\" is not ready ({})", version.name,
                            version.model_name, word(version.state)));
  if (version.source.storage.empty()) return places.model_folder(version.id, version.sha256);
  const auto storage = Table<resource::Storage>().get(tx, version.source.storage);
  if (!storage)
    return fail(ErrorCode::kConflict,
                fmt::format("the storage of {} of model \"{}\" is not registered any more",
                            version.name, version.model_name));
  return below(storage->path, version.source.path);
}

Result<ModelContent> model_content(store::ReadTx& tx, const std::string& workspace,
                                   const std::string& model, const std::string& version,
                                   const ContentPlaces& places) {
  ModelContent out;
  TRY_ASSIGN(out.model, Table<Model>().find(tx, workspace, model));
  if (version.empty()) {
    TRY_ASSIGN(out.version, newest_ready(tx, out.model));
  } else {
    TRY_ASSIGN(out.version, Table<ModelVersion>().find(
                                tx, store::Place(out.model.workspace, out.model.id), version));
  }
  TRY_ASSIGN(out.folder, version_folder(tx, out.version, places));
  return out;
}

bool may_become(VersionState from, VersionState to) {
  using S = VersionState;
  switch (from) {
    case S::kCreating:
      return to == S::kImporting || to == S::kImportFailed || to == S::kDeleting;
    case S::kImporting:
      return to == S::kReady || to == S::kImportFailed || to == S::kDeleting;
    case S::kReady:
      return to == S::kImporting || to == S::kDeleting;  // read again once a file has gone
    case S::kImportFailed:
      return to == S::kDeleting;
    case S::kDeleting:
      return false;
  }
  return false;
}

Result<void> advance_version(Tx& tx, ModelVersion& version, VersionState to,
                             const std::string& reason, const std::string& message) {
  if (!may_become(version.state, to))
    return fail(ErrorCode::kConflict, fmt::format("{} of model \"{}\" is {}", version.name,
                                                  version.model_name, word(version.state)));
  version.state = to;
  version.state_reason = reason;
  version.state_message = message;
  TRY(Table<ModelVersion>().update(tx, version));
  const bool failed = to == VersionState::kImportFailed;
  store::append_event(tx, {.workspace = version.workspace,
                           .kind = "model_version",
                           .object_id = version.id,
                           .object_name = fmt::format("{} {}", version.model_name, version.name),
                           .type = failed ? store::EventType::kError : store::EventType::kNormal,
                           .reason = failed ? reason : std::string(word(to)),
                           .message = message,
                           .actor_name = "system"});
  return {};
}

Result<void> finish_import(Tx& tx, ModelVersion& version, const VersionFacts& facts) {
  version.weights = facts.weights;
  version.architecture = facts.architecture;
  version.dtype = facts.dtype;
  version.parameters = facts.parameters;
  version.actions = facts.actions;
  version.not_usable = facts.not_usable;
  version.tune_defaults = facts.tune_defaults;
  version.fingerprint = facts.fingerprint;
  version.card = facts.card;
  TRY(advance_version(tx, version, VersionState::kReady, "", facts.note));
  return refresh_model(tx, version.model);
}

Result<void> refresh_model(Tx& tx, const std::string& model_id, const std::string& leaving) {
  TRY_ASSIGN(Model model, Table<Model>().get(tx, model_id));
  TRY_ASSIGN(auto versions, versions_of(tx, model_id));
  std::erase_if(versions, [&](const ModelVersion& v) { return v.id == leaving; });
  model.version_count = static_cast<std::int64_t>(versions.size());
  const ModelVersion none, *found = newest_ready_of(versions);
  const ModelVersion& newest = found != nullptr ? *found : none;
  model.latest_version = newest.name;
  model.actions = newest.actions;
  model.architecture = newest.architecture;
  model.parameters = newest.parameters;
  model.card = newest.card;
  return Table<Model>().update(tx, model);
}

Result<void> request_export(Tx& tx, const Actor& actor, ModelVersion& version,
                            const std::string& storage, const std::string& path) {
  if (version.state != VersionState::kReady)
    return fail(ErrorCode::kConflict,
                fmt::format("the version is not ready ({})", word(version.state)));
  if (version.export_state == resource::ExportState::kExporting)
    return fail(ErrorCode::kConflict, "the version is being exported already");
  TRY_ASSIGN(const std::string id, resolve(tx, resource::Storage::kind(), "", storage, "storage"));
  TRY_ASSIGN(const auto target, Table<resource::Storage>().get(tx, id));
  TRY(require_folder(target, "storage"));
  if (target.read_only) return base::invalid_field("storage", "is read-only");
  if (path.empty()) return base::invalid_field("path", "must name a new folder");
  version.export_state = resource::ExportState::kExporting;
  version.export_storage = id;
  version.export_path = path;
  version.export_target = fmt::format("{}/{}", target.name, path);
  version.export_message.clear();
  TRY(Table<ModelVersion>().update(tx, version));
  record(tx, actor,
         {.kind = ModelVersion::kind(),
          .object = version,
          .verb = "export",
          .diff = json::Object{{"storage", id}, {"path", path}}});
  return {};
}

}  // namespace millrace::domain
