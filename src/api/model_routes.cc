// Files of model versions: listed, one of them, all of them packed; deleted one by one; exported.
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/packed.h"
#include "api/route_groups.h"
#include "archive/directory_tree.h"
#include "archive/tree_walk.h"
#include "describe/names.h"
#include "domain/crud.h"
#include "domain/model_ops.h"
#include "resource/storage.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::Model;
using resource::ModelVersion;
using resource::VersionState;
using store::Table;

struct ExportBody {
  std::string storage, path;
};
constexpr describe::Field kExportFields[] = {
    describe::field<&ExportBody::storage>(
        "storage", Access::kMutable, "Id or name of a registered storage.", {.required = true}),
    describe::field<&ExportBody::path>(
        "path", Access::kMutable, "New folder below it.",
        {.limits = {.min_length = 1, .max_length = 4096, .check_text = describe::check_below},
         .required = true})};
constexpr describe::Table kExportTable{kExportFields};

Result<ModelVersion> version_of(const Call& call, std::string_view verb) {
  TRY_ASSIGN(const auto object, object_of(call, ModelVersion::kind(), verb));
  return static_cast<const ModelVersion&>(*object);
}

// Its files; of mounted versions no link is followed, because users write there.
Result<io::Fd> open_files(const Call& call, const ModelVersion& version) {
  std::string root, below;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(root, domain::version_folder(tx, version, call.services.places));
    if (version.source.storage.empty()) return {};
    TRY_ASSIGN(const auto storage, Table<resource::Storage>().get(tx, version.source.storage));
    root = storage.path;
    below = version.source.path;
    return {};
  }));
  while (below.ends_with('/')) below.pop_back();
  constexpr int kFolder = O_RDONLY | O_DIRECTORY;
  const io::Fd fd(::open(root.c_str(), kFolder | O_CLOEXEC));
  if (fd) {
    auto folder = archive::open_below(fd.get(), below, kFolder);
    if (folder) return folder;
  }
  return fail(ErrorCode::kConflict, "the files of the version are not there any more");
}

Result<net::Response> list_files(const Call& call) {
  TRY_ASSIGN(const ModelVersion version, version_of(call, "get"));
  TRY_ASSIGN(const int most, page_size(call.request));
  const std::string* after = call.request.query_value("page_token");
  TRY_ASSIGN(const io::Fd folder, open_files(call, version));
  TRY_ASSIGN(auto entries, archive::walk_tree(folder.get()));
  std::erase_if(entries, [](const auto& e) { return e.type != archive::TreeEntry::Type::kFile; });
  json::Array items;
  std::string next;
  for (const auto& entry : entries) {  // in order of their paths, which are the tokens
    if (after != nullptr && entry.path <= *after) continue;
    if (items.size() == static_cast<std::size_t>(most)) {
      next = items.back().string_or("path", "");
      break;
    }
    items.emplace_back(
        json::Object{{"path", entry.path}, {"size_bytes", static_cast<std::int64_t>(entry.size)}});
  }
  return net::Response::json(
      200, json::dump(json::Object{{"items", std::move(items)},
                                   {"next_page_token", next},
                                   {"total", static_cast<std::int64_t>(entries.size())},
                                   {"sha256", version.sha256}}));
}

Result<net::Response> get_file(const Call& call) {
  TRY_ASSIGN(const ModelVersion version, version_of(call, "download"));
  TRY_ASSIGN(const io::Fd folder, open_files(call, version));
  const std::string& path = call.request.param("path");
  auto file = archive::open_below(folder.get(), path, O_RDONLY | O_NONBLOCK);
  struct stat info {};
  if (!file || ::fstat(file->get(), &info) != 0 || !S_ISREG(info.st_mode))
    return fail(ErrorCode::kNotFound, fmt::format("the version has no file \"{}\"", path));
  net::Response response{
      .status = 200,
      .headers = {},
      .body = net::FileBody{.path = {}, .file = std::make_shared<io::Fd>(std::move(*file))}};
  response.headers.set("Content-Type", "application/octet-stream");
  response.headers.set("Content-Disposition", "attachment");
  response.headers.set("X-Content-Type-Options", "nosniff");
  return response;
}

Result<net::Response> download(const Call& call) {
  TRY_ASSIGN(const ModelVersion version, version_of(call, "download"));
  TRY_ASSIGN(io::Fd folder, open_files(call, version));
  const std::string name = fmt::format("{}-{}", version.model_name, version.name);
  return packed_response(call, name, [&](archive::PackFormat format) {
    return archive::Packer::open(std::move(folder), format);
  });
}

Result<void> check_may_lose_files(store::ReadTx& tx, const Call& call,
                                  const ModelVersion& version) {
  if (version.workspace.empty() || !version.source.storage.empty())
    return fail(ErrorCode::kConflict, version.workspace.empty()
                                          ? "preset models cannot be changed"
                                          : "the version is a folder of a registered storage; "
                                            "change its files there");
  if (version.state != VersionState::kReady)
    return fail(ErrorCode::kConflict,
                fmt::format("the version is not ready ({})", word(version.state)));
  TRY_ASSIGN(const auto model, Table<Model>().get(tx, version.model));
  return domain::check_unused(tx, call.actor, model, &version);
}

// The version is read again without the file: what it can be used for may change.
Result<net::Response> delete_file(const Call& call) {
  TRY_ASSIGN(ModelVersion version, version_of(call, "delete_file"));
  Services& services = call.services;
  TRY(services.store.read(
      [&](store::ReadTx& tx) { return check_may_lose_files(tx, call, version); }));
  const std::string& path = call.request.param("path");
  TRY_ASSIGN(const auto content,
             services.model_files.remove_file(version.id, version.sha256, path));
  if (content.file_count == 0)
    return fail(ErrorCode::kConflict, "it is the last file; delete the version");
  TRY(services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(ModelVersion now, Table<ModelVersion>().get(tx, version.id));
    if (now.sha256 != version.sha256)
      return fail(ErrorCode::kConflict, "the version was changed by somebody else meanwhile");
    TRY(check_may_lose_files(tx, call, now));
    now.sha256 = content.sha256;
    now.size_bytes = content.size_bytes;
    now.file_count = content.file_count;
    TRY(domain::advance_version(tx, now, VersionState::kImporting, "", ""));
    TRY(domain::refresh_model(tx, now.model));
    domain::record(tx, call.actor,
                   {.kind = ModelVersion::kind(),
                    .object = now,
                    .verb = "delete_file",
                    .diff = json::Object{{"path", path},
                                         {"sha256", json::Array{version.sha256, now.sha256}}}});
    version = std::move(now);
    return {};
  }));
  return object_response(200, ModelVersion::kind(), version);
}

Result<net::Response> export_version(const Call& call) {
  TRY_ASSIGN(ModelVersion version, version_of(call, "export"));
  TRY_ASSIGN(const json::Value document, json_body(call.request));
  ExportBody body;
  const ExportBody defaults;
  TRY(describe::decode_strict(kExportTable, document, describe::Purpose::kCreate, &body,
                              &defaults));
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(version, Table<ModelVersion>().get(tx, version.id));
    return domain::request_export(tx, call.actor, version, body.storage, body.path);
  }));
  return object_response(202, ModelVersion::kind(), version);
}

}  // namespace

void add_model_routes(Routes& routes) {
  const std::string one = collection_path(ModelVersion::kind()) + "/{id}";
  const auto op = [&](std::string method, const std::string& path, const std::string& verb,
                      std::string summary) {
    return Operation{.method = std::move(method),
                     .path = one + path,
                     .summary = std::move(summary),
                     .tag = "models",
                     .permission = "model_version." + verb,
                     .response_schema = schema_ref(ModelVersion::kind(), "")};
  };
  Operation list = op("GET", "/files", "get", "Files of the version, in order of their paths.");
  list.response_schema = json::Object{{"type", "object"}};
  list.query = {"page_size", "page_token"};
  routes.add(std::move(list), list_files);
  Operation get = op("GET", "/files/{path*}", "download", "One file; ranges are served.");
  get.response_schema = json::Object{{"type", "string"}};
  get.response_type = "application/octet-stream";
  routes.add(std::move(get), get_file);
  routes.add(op("DELETE", "/files/{path*}", "delete_file",
                "Remove one file; refused while the version is used."),
             delete_file);
  Operation all = op("GET", ":download", "download", "All files as tar.gz or zip.");
  all.response_schema = json::Object{{"type", "string"}};
  all.response_type = "application/gzip";
  all.query = {"format"};
  routes.add(std::move(all), download);
  Operation exported =
      op("POST", ":export", "export", "Copy all files to a new folder of a registered storage.");
  exported.request_schema = describe::schema(kExportTable, describe::SchemaFor::kCreate, nullptr);
  exported.success_status = 202;
  routes.add(std::move(exported), export_version);
}

}  // namespace millrace::api
