// Files of base data sets: one folder of them a page, or all below.
#include <map>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/route_groups.h"
#include "describe/names.h"
#include "objects/registered.h"
#include "resource/base_dataset.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::BaseDataset;

std::string as_folder(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  return path.empty() ? path : path + "/";
}

Result<std::string> folder_query(const Call& call) {
  const std::string* path = call.request.query_value("path");
  if (path == nullptr) return std::string();
  if (const auto wrong = describe::check_below(*path); !wrong.empty())
    return base::invalid_field("path", std::string(wrong));
  return as_folder(*path);
}

Result<std::unique_ptr<objects::ObjectStore>> open_storage(const Call& call,
                                                           const std::string& id) {
  Services& s = call.services;
  resource::Storage storage;
  TRY(s.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(storage, store::Table<resource::Storage>().get(tx, id));
    return {};
  }));
  return objects::open_registered(storage, {s.vault, s.clock, s.rng});
}

json::Object shown(const objects::ObjectInfo& object, const std::string& root) {
  return {{"path", object.key.substr(root.size())},
          {"type", "file"},
          {"size_bytes", static_cast<std::int64_t>(object.size)},
          {"modified_at", base::format_rfc3339(base::from_unix_ms(object.modified_ms))}};
}

Result<net::Response> list_files(const Call& call) {
  TRY_ASSIGN(const auto object, object_of(call, BaseDataset::kind(), "list_files"));
  const auto& dataset = static_cast<const BaseDataset&>(*object);
  TRY_ASSIGN(const int most, page_size(call.request));
  TRY_ASSIGN(const std::string folder, folder_query(call));
  const std::string* token = call.request.query_value("page_token");
  const std::string* all = call.request.query_value("recursive");
  TRY_ASSIGN(const auto store, open_storage(call, dataset.storage));
  const std::string root = as_folder(dataset.path);
  TRY_ASSIGN(const auto page, store->list({.prefix = root + folder,
                                           .delimiter = all && *all == "true" ? "" : "/",
                                           .token = token != nullptr ? *token : "",
                                           .limit = static_cast<std::size_t>(most)}));
  std::map<std::string, json::Value> in_order;  // by key, as the pages are
  for (const auto& prefix : page.prefixes)
    in_order[prefix] = json::Object{{"path", prefix.substr(root.size())}, {"type", "folder"}};
  for (const auto& file : page.objects)
    if (file.key.size() > root.size()) in_order[file.key] = shown(file, root);
  json::Array items;
  for (auto& [key, item] : in_order) items.push_back(std::move(item));
  return net::Response::json(
      200, json::dump(json::Object{{"items", std::move(items)}, {"next_page_token", page.next}}));
}

}  // namespace

void add_base_dataset_routes(Routes& routes) {
  routes.add({.method = "GET",
              .path = collection_path(BaseDataset::kind()) + "/{id}/files",
              .summary = "Files and folders in \"path\" of it; recursive=true: all files below.",
              .tag = "base-datasets",
              .permission = "base_dataset.list_files",
              .response_schema = json::Object{{"type", "object"}},
              .query = {"path", "recursive", "page_size", "page_token"}},
             list_files);
}

}  // namespace millrace::api
