// Before a base data set is written its folder is looked for; and what a change touches is asked
// for by the permission of its own that it has.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/hooks_of_kinds.h"
#include "objects/registered.h"
#include "resource/base_dataset.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::BaseDataset;

Result<void> check_rights(const Call& call, const BaseDataset& wanted) {
  BaseDataset now;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(now, store::Table<BaseDataset>().get(tx, wanted.id));
    return {};
  }));
  const auto ask = [&](std::string_view verb) {
    return authorize_object(call.actor, BaseDataset::kind(), verb, now);
  };
  if (now.visibility != wanted.visibility || now.workspaces != wanted.workspaces)
    TRY(ask("set_visibility"));
  return now.mount_path == wanted.mount_path ? Result<void>() : ask("set_mount_path");
}

Result<void> check_folder(const Call& call, const BaseDataset& dataset) {
  std::optional<resource::Storage> storage;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    storage.reset();
    auto found = store::Table<resource::Storage>().find(tx, "", dataset.storage);
    if (found) storage = std::move(*found);
    return {};
  }));
  if (!storage) return {};  // the domain says so
  Services& s = call.services;
  TRY_ASSIGN(const auto store, objects::open_registered(*storage, {s.vault, s.clock, s.rng}));
  std::string path = dataset.path;
  while (path.ends_with('/')) path.pop_back();
  const auto found = store->find_folder(path);
  if (found) return {};
  if (found.error().code == ErrorCode::kNotFound)
    return base::invalid_field(
        "path", fmt::format("storage \"{}\" has no folder \"{}\"", storage->name, path));
  return base::invalid_field("storage", found.error().message);
}

Result<void> check_dataset(const Call& call, resource::Object& object, describe::Purpose purpose,
                           Prepared&) {
  const auto& dataset = static_cast<const BaseDataset&>(object);
  return purpose == describe::Purpose::kUpdate ? check_rights(call, dataset)
                                               : check_folder(call, dataset);
}

}  // namespace

CollectionHooks base_dataset_hooks() {
  return {.kind = &BaseDataset::kind(), .before_write = check_dataset};
}

}  // namespace millrace::api
