// Files of code packages: put and get single files, upload an archive, download everything.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/hooks_of_kinds.h"
#include "api/packed.h"
#include "api/route_groups.h"
#include "api/staged_body.h"
#include "base/log.h"
#include "domain/crud.h"
#include "resource/assets.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using packages::Content;
using resource::CodePackage;
using resource::PackageState;

// The manual's limit of one file sent by itself; archives and uploads may be larger.
constexpr std::int64_t kMaxFileBytes = 400 << 20;

Result<CodePackage> package_of(const Call& call, std::string_view verb) {
  TRY_ASSIGN(const auto object, object_of(call, CodePackage::kind(), verb));
  return static_cast<const CodePackage&>(*object);
}

Result<CodePackage> writable_package(const Call& call) {
  TRY_ASSIGN(CodePackage package, package_of(call, "reupload"));
  if (package.source == resource::PackageSource::kStorage)
    return fail(ErrorCode::kConflict,
                "the package is a folder of a registered storage; change its files there");
  return package;
}

// The package now has `content`, if nobody was faster: then the caller begins again.
Result<CodePackage> publish(Services& services, const domain::Actor& actor,
                            const CodePackage& before, const Content& content,
                            std::string_view verb) {
  CodePackage after;
  TRY(services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(after, store::Table<CodePackage>().get(tx, before.id));
    if (after.sha256 != before.sha256)
      return fail(ErrorCode::kConflict,
                  "the package was changed by somebody else meanwhile; send the file again");
    json::Object diff{{"sha256", json::Array{after.sha256, content.sha256}}};
    after.sha256 = content.sha256;
    after.size_bytes = content.size_bytes;
    after.file_count = content.file_count;
    after.state = PackageState::kReady;
    after.state_reason.clear();
    TRY(store::Table<CodePackage>().update(tx, after));
    domain::record(tx, actor,
                   {.kind = CodePackage::kind(),
                    .object = after,
                    .verb = verb,
                    .diff = std::move(diff),
                    .message = {}});
    return {};
  }));
  return after;
}

Result<std::unique_ptr<net::BodySink>> put_file(const Call& call) {
  TRY_ASSIGN(CodePackage package, writable_package(call));
  std::string path = call.request.param("path");
  return stage_body(
      call.services,
      [&services = call.services, actor = call.actor, package = std::move(package),
       path = std::move(path)](const std::string& staged) -> Result<net::Response> {
        TRY_ASSIGN(const Content content,
                   services.packages.put_file(package.id, package.sha256, path, staged));
        TRY_ASSIGN(const CodePackage after, publish(services, actor, package, content, "reupload"));
        return object_response(200, CodePackage::kind(), after);
      });
}

Result<net::Response> delete_file(const Call& call) {
  TRY_ASSIGN(const CodePackage package, writable_package(call));
  TRY_ASSIGN(const Content content, call.services.packages.remove_file(package.id, package.sha256,
                                                                       call.request.param("path")));
  TRY_ASSIGN(const CodePackage after,
             publish(call.services, call.actor, package, content, "reupload"));
  return object_response(200, CodePackage::kind(), after);
}

Result<net::Response> import_file(Services& services, const domain::Actor& actor,
                                  const CodePackage& package, const std::string& archive) {
  TRY_ASSIGN(const Content content, services.packages.import_archive(package.id, archive));
  TRY_ASSIGN(const CodePackage after, publish(services, actor, package, content, "reupload"));
  return object_response(200, CodePackage::kind(), after);
}

// {"upload": ID} of a complete upload of one's own.
Result<net::Response> import_upload(Services& services, const domain::Actor& actor,
                                    const CodePackage& package, const std::string& staged) {
  TRY_ASSIGN(const std::string text, io::read_file(services.files, staged, 64 << 10));
  TRY_ASSIGN(const json::Value body, json::parse(text));
  const std::string id = body.string_or("upload", "");
  if (id.empty()) return base::invalid_field("upload", "must be the id of a complete upload");
  resource::Upload upload;
  TRY(services.store.read([&](store::ReadTx& tx) -> Result<void> {
    auto found = store::Table<resource::Upload>().find(tx, package.workspace, id);
    if (!found || found->owner != actor.user_id)
      return base::invalid_field("upload", "names no upload of yours");
    upload = std::move(*found);
    return {};
  }));
  if (upload.state != resource::UploadState::kComplete)
    return fail(ErrorCode::kConflict, "the upload is not complete yet");
  return import_file(services, actor, package, services.uploads.path(upload.id));
}

// The body is the archive itself, or JSON that names an upload.
Result<std::unique_ptr<net::BodySink>> upload_archive(const Call& call) {
  TRY_ASSIGN(CodePackage package, writable_package(call));
  const std::string* type = call.request.headers.find("content-type");
  const bool by_name = type != nullptr && type->starts_with("application/json");
  return stage_body(call.services,
                    [&services = call.services, actor = call.actor, package = std::move(package),
                     by_name](const std::string& staged) -> Result<net::Response> {
                      return by_name ? import_upload(services, actor, package, staged)
                                     : import_file(services, actor, package, staged);
                    });
}

Result<net::Response> list_files(const Call& call) {
  TRY_ASSIGN(const CodePackage package, package_of(call, "get"));
  TRY_ASSIGN(const auto files, call.services.packages.list(package.id, package.sha256));
  json::Array items;
  for (const auto& file : files)
    items.emplace_back(json::Object{{"path", file.path}, {"size_bytes", file.size_bytes}});
  return net::Response::json(
      200, json::dump(json::Object{{"items", std::move(items)}, {"sha256", package.sha256}}));
}

Result<net::Response> get_file(const Call& call) {
  TRY_ASSIGN(const CodePackage package, package_of(call, "download"));
  TRY_ASSIGN(const std::string path, call.services.packages.file_path(package.id, package.sha256,
                                                                      call.request.param("path")));
  net::Response response{.status = 200, .headers = {}, .body = net::FileBody{path}};
  response.headers.set("Content-Type", "application/octet-stream");
  response.headers.set("Content-Disposition", "attachment");
  response.headers.set("X-Content-Type-Options", "nosniff");
  return response;
}

Result<net::Response> download(const Call& call) {
  TRY_ASSIGN(const CodePackage package, package_of(call, "download"));
  if (package.sha256.empty()) return fail(ErrorCode::kConflict, "the package has no files yet");
  const std::string folder = call.services.packages.content_path(package.id, package.sha256);
  return packed_response(call, package.name, [&](archive::PackFormat format) {
    return archive::Packer::open(folder, format);
  });
}

void remove_content(const Call& call, const resource::Object& object) {
  if (auto removed = call.services.packages.remove(object.id); !removed)
    log_warning("api", "a package's files could not be removed",
                {{"package", object.id}, {"error", removed.error().to_string()}});
}

}  // namespace

CollectionHooks code_package_hooks() {
  return {.kind = &CodePackage::kind(), .after_remove = remove_content};
}

void add_code_package_routes(Routes& routes, std::size_t max_bytes) {
  const std::string one = collection_path(CodePackage::kind()) + "/{id}";
  const json::Value package = schema_ref(CodePackage::kind(), "");
  const auto op = [&](std::string method, const std::string& path, const std::string& verb,
                      std::string summary) {
    return Operation{.method = std::move(method),
                     .path = one + path,
                     .summary = std::move(summary),
                     .tag = "code-packages",
                     .permission = "code_package." + verb,
                     .response_schema = package};
  };
  Operation list = op("GET", "/files", "get", "Files of the package.");
  list.response_schema = json::Object{{"type", "object"}};
  routes.add(std::move(list), list_files);
  Operation get = op("GET", "/files/{path*}", "download", "One file.");
  get.response_schema = json::Object{{"type", "string"}};
  get.response_type = "application/octet-stream";
  routes.add(std::move(get), get_file);
  routes.add(op("DELETE", "/files/{path*}", "reupload", "Remove one file."), delete_file);
  routes.add_upload(
      op("PUT", "/files/{path*}", "reupload", "Add or replace one file of at most 400 MiB."),
      put_file, {.max_body_bytes = kMaxFileBytes});
  routes.add_upload(
      op("POST", ":upload_archive", "reupload",
         "Replace all files by those of a zip or tar archive, in the body or as {\"upload\": ID}."),
      upload_archive, {.max_body_bytes = max_bytes});
  Operation all = op("GET", ":download", "download", "All files as tar.gz or zip.");
  all.response_schema = json::Object{{"type", "string"}};
  all.response_type = "application/gzip";
  all.query = {"format"};
  routes.add(std::move(all), download);
}

}  // namespace millrace::api
