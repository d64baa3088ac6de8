// What a run has written below /work/output: its files listed, one of them, a folder of them
// packed. The runtime opens every path: no name a run made up leads anywhere else.
#include <fmt/core.h>
#include <sys/stat.h>

#include "api/collection.h"
#include "api/packed.h"
#include "api/route_groups.h"
#include "api/workload_run.h"
#include "archive/tree_walk.h"
#include "base/encode.h"

namespace millrace::api {
namespace {

constexpr std::size_t kMostFiles = 100'000;  // of one list

std::string path_query(const Call& call) {
  const std::string* path = call.request.query_value("path");
  std::string out = path != nullptr ? *path : "";
  while (out.ends_with('/')) out.pop_back();
  return out;
}

// Paths and system calls of the server are nobody's business.
Result<io::Fd> open_output(const Call& call, const resource::Run& run, const std::string& path) {
  auto opened = call.services.runtime.open_output(run.id, path);
  if (opened || opened.error().code == ErrorCode::kUnavailable) return opened;
  return fail(ErrorCode::kNotFound, fmt::format("the output of the run has no file \"{}\"", path));
}

enum class Opened { kFile, kFolder };

Result<Opened> kind_of(const io::Fd& fd) {
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::from_errno(errno, "look at an output");
  return S_ISDIR(info.st_mode) ? Opened::kFolder : Opened::kFile;
}

Result<io::Fd> open_folder(const Call& call, const resource::Run& run, const std::string& path) {
  TRY_ASSIGN(io::Fd fd, open_output(call, run, path));
  TRY_ASSIGN(const Opened kind, kind_of(fd));
  if (kind == Opened::kFile) return base::invalid_field("path", "is a file, not a folder");
  return fd;
}

Result<net::Response> list_files(const Call& call, const resource::Kind& kind) {
  TRY_ASSIGN(const WorkloadRun found, workload_run(call, kind, "get"));
  const std::string folder = path_query(call);
  json::Array items;
  auto fd = open_folder(call, found.run, folder);
  // A run that has not started yet has no output; a folder that was named must be there.
  if (!fd && (fd.error().code != ErrorCode::kNotFound || !folder.empty())) return fd.error();
  if (fd) {
    TRY_ASSIGN(const auto entries, archive::walk_tree(fd->get(), kMostFiles));
    for (const auto& entry : entries)
      if (entry.type == archive::TreeEntry::Type::kFile)
        items.emplace_back(json::Object{
            {"path", folder.empty() ? entry.path : folder + "/" + entry.path},
            {"size_bytes", static_cast<std::int64_t>(entry.size)},
            {"modified_at", base::format_rfc3339(base::from_unix_ms(entry.modified_s * 1'000))}});
  }
  return net::Response::json(200, json::dump(json::Object{{"items", std::move(items)}}));
}

Result<net::Response> get_file(const Call& call, const resource::Kind& kind) {
  TRY_ASSIGN(const WorkloadRun found, workload_run(call, kind, "download"));
  const std::string& path = call.request.param("path");
  TRY_ASSIGN(io::Fd fd, open_output(call, found.run, path));
  TRY_ASSIGN(const Opened opened, kind_of(fd));
  if (opened == Opened::kFolder)
    return base::invalid_field("path", "is a folder: use runs/{run}:download?path=");
  net::Response response{
      .status = 200,
      .headers = {},
      .body = net::FileBody{.path = {}, .file = std::make_shared<io::Fd>(std::move(fd))}};
  response.headers.set("Content-Type", "application/octet-stream");
  response.headers.set("Content-Disposition", "attachment");
  response.headers.set("X-Content-Type-Options", "nosniff");
  return response;
}

Result<net::Response> download(const Call& call, const resource::Kind& kind) {
  TRY_ASSIGN(const WorkloadRun found, workload_run(call, kind, "download"));
  const std::string folder = path_query(call);
  TRY_ASSIGN(io::Fd fd, open_folder(call, found.run, folder));
  const std::string name = folder.empty() ? found.run.name : folder.substr(folder.rfind('/') + 1);
  return packed_response(call, name, [&](archive::PackFormat format) {
    return archive::Packer::open(std::move(fd), format);
  });
}

}  // namespace

void add_output_routes(Routes& routes) {
  for (const resource::Kind* kind : workload_kinds()) {
    const std::string run = collection_path(*kind) + "/{id}/runs/{run}", tag(kind->plural);
    const json::Value bytes = json::Object{{"type", "string"}};
    routes.add({.method = "GET",
                .path = run + "/files",
                .summary = "Files below the run's /work/output, or below \"path\" of it.",
                .tag = tag,
                .permission = std::string(kind->name) + ".get",
                .response_schema = json::Object{{"type", "object"}},
                .query = {"path"}},
               [kind](const Call& call) { return list_files(call, *kind); });
    routes.add({.method = "GET",
                .path = run + "/files/{path*}",
                .summary = "One file of the run's output; ranges are served.",
                .tag = tag,
                .permission = "workload.download",
                .response_schema = bytes,
                .response_type = "application/octet-stream"},
               [kind](const Call& call) { return get_file(call, *kind); });
    routes.add({.method = "GET",
                .path = run + ":download",
                .summary = "The run's output, or the folder \"path\" of it, as tar.gz or zip.",
                .tag = tag,
                .permission = "workload.download",
                .response_schema = bytes,
                .response_type = "application/gzip",
                .query = {"path", "format"}},
               [kind](const Call& call) { return download(call, *kind); });
  }
}

}  // namespace millrace::api
