// What new model versions are checked for beside their fields: that a mounted folder is there, and
// that who takes the output of a workload may.
#include <fcntl.h>
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/hooks_of_kinds.h"
#include "archive/directory_tree.h"
#include "io/fd.h"
#include "resource/fine_tune.h"
#include "resource/model.h"
#include "resource/storage.h"
#include "resource/training_job.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::ModelVersion;

Result<void> check_folder(const Call& call, resource::Object& object, describe::Purpose purpose,
                          Prepared&) {
  const auto& source = static_cast<const ModelVersion&>(object).source;
  if (purpose == describe::Purpose::kUpdate || source.storage.empty()) return {};
  std::optional<resource::Storage> storage;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    storage.reset();
    auto found = store::Table<resource::Storage>().find(tx, "", source.storage);
    if (found) storage = std::move(*found);
    return {};
  }));
  if (!storage) return {};  // the domain says so
  const io::Fd root(::open(storage->path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::string below = source.path;
  while (below.ends_with('/')) below.pop_back();
  if (!root) return base::invalid_field("source.storage", "cannot be opened on this node");
  if (!archive::open_below(root.get(), below, O_RDONLY | O_DIRECTORY))
    return base::invalid_field(
        "source.path", fmt::format("storage \"{}\" has no folder \"{}\"", storage->name, below));
  return {};
}

Result<void> check_workload(store::Tx& tx, const Call& call, const resource::Kind& kind,
                            const std::string& id, const std::string& field,
                            const std::string& reference) {
  if (id.empty()) return {};
  TRY_ASSIGN(const auto workload, store::ObjectTable::of(kind).get(tx, id));
  auto allowed = authorize_object(call.actor, kind, "save_to_models", *workload);
  if (allowed || allowed.error().code != ErrorCode::kNotFound) return allowed;
  Error unseen =
      base::invalid_field(field, fmt::format("names no {}: \"{}\"", kind.name, reference));
  unseen.notes = std::move(allowed).error().notes;
  return unseen;
}

Result<void> check_source(store::Tx& tx, const Call& call, resource::Object& object,
                          describe::Purpose purpose, const Prepared&) {
  if (purpose == describe::Purpose::kUpdate) return {};
  const auto& source = static_cast<const ModelVersion&>(object).source;
  TRY_ASSIGN(const json::Value body, json_body(call.request));
  const json::Value* named = body.find("source");
  const auto reference = [&](std::string_view name) {
    return named != nullptr ? named->string_or(name, "") : std::string();
  };
  TRY(check_workload(tx, call, resource::FineTune::kind(), source.fine_tune, "source.fine_tune",
                     reference("fine_tune")));
  return check_workload(tx, call, resource::TrainingJob::kind(), source.training_job,
                        "source.training_job", reference("training_job"));
}

}  // namespace

CollectionHooks model_version_hooks() {
  return {.kind = &ModelVersion::kind(), .before_write = check_folder, .after_write = check_source};
}

}  // namespace millrace::api
