// Base data sets: whose storage, seen by whom, mounted where, and who stands on one.
#include <fmt/core.h>

#include <algorithm>

#include "domain/rules_of_kinds.h"
#include "resource/base_dataset.h"
#include "resource/run.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::BaseDataset;
using resource::DatasetVisibility;
using resource::Object;
using store::Table;
using store::Tx;

std::string plain(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  return path;
}

Result<void> take_storage(Tx& tx, const Actor& actor, BaseDataset& dataset) {
  TRY_ASSIGN(dataset.storage,
             resolve(tx, resource::Storage::kind(), "", dataset.storage, "storage"));
  TRY_ASSIGN(const auto storage, Table<resource::Storage>().get(tx, dataset.storage));
  dataset.storage_type = storage.type;
  dataset.storage_name = storage.name;
  dataset.path = plain(dataset.path);
  if (dataset.path.empty() && !actor.is_administrator())
    return base::invalid_field(
        "path", "is required: name a folder of the storage (only administrators may take all)");
  return {};
}

// Workspaces that were named before stay, whoever changes the rest.
Result<void> take_workspaces(Tx& tx, const Actor& actor, const BaseDataset* before,
                             BaseDataset& dataset) {
  if (dataset.visibility == DatasetVisibility::kOwner) {
    dataset.workspaces.clear();
    return {};
  }
  if (dataset.workspaces.empty())
    return base::invalid_field("workspaces", "must name those whose developers may see it");
  for (std::size_t i = 0; i < dataset.workspaces.size(); ++i) {
    std::string& workspace = dataset.workspaces[i];
    const auto found = Table<resource::Workspace>().find(tx, "", workspace);
    if (!found && found.error().code != ErrorCode::kNotFound) return found.error();
    const bool known =
        found && before != nullptr && std::ranges::count(before->workspaces, found->id) > 0;
    if (!found || !(known || actor.is_administrator() || actor.roles.contains(found->id)))
      return base::invalid_field(describe::item_path("workspaces", i),
                                 fmt::format("names no workspace of yours: \"{}\"", workspace));
    workspace = found->id;
  }
  std::ranges::sort(dataset.workspaces);
  const auto repeated = std::ranges::unique(dataset.workspaces);
  dataset.workspaces.erase(repeated.begin(), repeated.end());
  return {};
}

Result<void> check_mount_path(const BaseDataset& dataset) {
  if (dataset.mount_path == "/work/mount/code" ||
      dataset.mount_path.starts_with("/work/mount/code/"))
    return base::invalid_field("mount_path", "is where code packages are mounted");
  return {};
}

Result<void> prepare_create(Tx& tx, const Actor& actor, Object& object) {
  auto& dataset = static_cast<BaseDataset&>(object);
  TRY(take_storage(tx, actor, dataset));
  TRY(take_workspaces(tx, actor, nullptr, dataset));
  if (dataset.mount_path.empty()) dataset.mount_path = resource::default_mount_path(dataset.name);
  return check_mount_path(dataset);
}

// A place that was never chosen follows the name.
Result<void> prepare_update(Tx& tx, const Actor& actor, const Object& before, Object& after) {
  const auto& was = static_cast<const BaseDataset&>(before);
  auto& dataset = static_cast<BaseDataset&>(after);
  const bool followed = dataset.mount_path == was.mount_path &&
                        was.mount_path == resource::default_mount_path(was.name);
  if (dataset.mount_path.empty() || followed)
    dataset.mount_path = resource::default_mount_path(dataset.name);
  TRY(take_workspaces(tx, actor, &was, dataset));
  return check_mount_path(dataset);
}

bool stands_on(const resource::Run& run, const std::string& dataset) {
  const json::Value* list = run.frozen.find("datasets");
  const json::Array* items = list != nullptr ? list->as_array() : nullptr;
  return items != nullptr && std::ranges::any_of(*items, [&](const json::Value& item) {
           return item.string_or("id", "") == dataset;
         });
}

// Who owns it need not be one who may see what of others' runs there.
Result<void> prepare_remove(Tx& tx, const Actor& actor, const Object& object) {
  TRY_ASSIGN(const auto runs,
             Table<resource::Run>().all(tx, {.filter = {store::where("active", true)}}));
  std::string users;
  for (const auto& run : runs) {
    if (!stands_on(run, object.id)) continue;
    const bool may_know = actor.is_administrator() || run.owner == actor.user_id;
    users += fmt::format(
        "{}{}{}", users.empty() ? "" : ", ", run.owner_name,
        may_know ? fmt::format(" ({} \"{}\")", run.workload_kind, run.workload_name) : "");
  }
  if (users.empty()) return {};
  return fail(ErrorCode::kConflict,
              fmt::format("it is in use by what runs of {}; stop that first", users));
}

}  // namespace

Rules base_dataset_rules() {
  return {.kind = &BaseDataset::kind(),
          .prepare_create = prepare_create,
          .prepare_update = prepare_update,
          .prepare_remove = prepare_remove};
}

}  // namespace millrace::domain
