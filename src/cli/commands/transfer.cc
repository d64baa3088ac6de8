// cp: one file from or to something that has files, or a folder of a run's output.
#include <fmt/core.h>

#include "base/encode.h"
#include "base/strings.h"
#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "resource/assets.h"
#include "resource/model.h"

namespace millrace::cli {
namespace {

using resource::ModelVersion;

struct Remote {
  Address address;
  std::string path;
};

// "code-packages/demo:train.sh"; nullopt for a path of this machine.
Result<std::optional<Remote>> remote_of(Context& context, const Args& args,
                                        const std::string& word) {
  const auto colon = word.find(':');
  if (colon == std::string::npos || colon + 1 == word.size() || word.starts_with('/') ||
      word.starts_with('.'))
    return std::optional<Remote>();
  TRY_ASSIGN(Address address, find_address(context, args, word.substr(0, colon), std::nullopt));
  if (address.id.empty())
    return fail(ErrorCode::kInvalid,
                fmt::format("{:?} names no object: write RESOURCE/NAME:PATH", word));
  return std::optional(Remote{std::move(address), word.substr(colon + 1)});
}

// Runs have the files of what runs; everything else has its own.
enum class Owner { kObject, kRun };
Owner owner_of(const Remote& remote) {
  const resource::Kind* kind = remote.address.kind;
  const bool own = kind == &resource::CodePackage::kind() || kind == &ModelVersion::kind();
  return own || remote.address.kind == nullptr ? Owner::kObject : Owner::kRun;
}

std::string run_path(const Args& args, const Remote& remote) {
  return remote.address.object() + "/runs/" + base::percent_encode(args.value("--run", "current"));
}

std::string file_path(const Args& args, const Remote& remote) {
  std::string encoded;
  for (const auto part : base::split(remote.path, '/'))
    if (!part.empty()) encoded += "/" + base::percent_encode(part);
  return (owner_of(remote) == Owner::kRun ? run_path(args, remote) : remote.address.object()) +
         "/files" + encoded;
}

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

struct Source {
  std::string path;  // of the request
  Query query;
  std::string name;  // for the file here
};

// A path that ends with / is a folder: it comes as an archive, zip where the name here says so.
Source source_of(const Args& args, const Remote& from, const std::string& to) {
  const bool folder_of_model = from.address.kind == &ModelVersion::kind() && from.path == "/";
  if (folder_of_model)
    return {from.address.object() + ":download",
            {{"format", to.ends_with(".zip") ? "zip" : "tar.gz"}},
            from.address.id + ".tar.gz"};
  if (owner_of(from) == Owner::kObject || !from.path.ends_with('/'))
    return {file_path(args, from), {}, base_name(from.path)};
  const std::string folder = from.path.substr(0, from.path.size() - 1);
  const bool zip = to.ends_with(".zip");
  std::string name = base_name(folder);
  if (name.empty() || name == ".") name = "output";
  return {run_path(args, from) + ":download",
          {{"path", name == "output" && folder == "." ? "" : folder},
           {"format", zip ? "zip" : "tar.gz"}},
          name + ".tar.gz"};
}

Result<void> download(Context& context, ApiClient& api, const Source& from, std::string to) {
  if (const auto info = context.files.stat(to);
      info && info->type == io::FileInfo::Type::kDirectory)
    to += "/" + from.name;
  const std::string part = to + ".part";
  if (io::exists(context.files, part)) TRY(context.files.remove(part));
  Result<void> written;
  {
    TRY_ASSIGN(const auto out, context.files.open(part, io::FileSystem::Open::kCreateNew, 0644));
    net::ClientRequest request;
    request.on_body = [&](std::string_view bytes) {
      written = out->append(bytes);
      return written ? net::ClientRequest::Next::kContinue : net::ClientRequest::Next::kStop;
    };
    if (auto got = api.send(std::move(request), from.path, from.query); !got && written)
      written = std::move(got).error();
  }
  if (written) return context.files.rename(part, to);
  if (auto removed = context.files.remove(part); !removed)
    say(context, fmt::format("left behind: {}", part));
  return written;
}

Result<void> send_file(Context& context, ApiClient& api, const std::string& method,
                       const std::string& file, const std::string& path, const Query& query,
                       json::Value* answer) {
  Progress progress(context, base_name(file));
  net::ClientRequest request;
  request.method = method;
  request.headers.set("Content-Type", "application/octet-stream");
  request.body_file = file;
  request.on_upload = [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); };
  TRY_ASSIGN(const auto response, api.send(std::move(request), path, query));
  if (auto value = json::parse(response.body); value && answer) *answer = std::move(*value);
  return {};
}

Result<void> must_read(Context& context, const std::string& file) {
  const auto info = context.files.stat(file);
  if (!info)
    return fail(ErrorCode::kInvalid, fmt::format("cannot read {}: {}", file, info.error().message));
  if (info->type == io::FileInfo::Type::kDirectory)
    return fail(ErrorCode::kInvalid, fmt::format("{} is a folder; use upload", file));
  return {};
}

}  // namespace

Result<int> run_cp(Context& context, const Args& args) {
  if (args.words.size() != 2)
    return fail(ErrorCode::kInvalid,
                "say from where and to where, as: cp code-packages/demo:train.sh .");
  TRY_ASSIGN(const auto from, remote_of(context, args, args.words[0]));
  TRY_ASSIGN(const auto to, remote_of(context, args, args.words[1]));
  if (from.has_value() == to.has_value())
    return fail(ErrorCode::kInvalid, "one side is RESOURCE/NAME:PATH, the other a path here");
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  if (from) {
    TRY(download(context, api, source_of(args, *from, args.words[1]), args.words[1]));
    return 0;
  }
  if (owner_of(*to) == Owner::kRun)
    return fail(ErrorCode::kInvalid,
                "nothing can be put into the output of a run; put files into a code package");
  TRY(must_read(context, args.words[0]));
  Remote target = *to;
  if (target.path.ends_with('/')) target.path += base_name(args.words[0]);
  TRY(send_file(context, api, "PUT", args.words[0], file_path(args, target), {}, nullptr));
  return 0;
}

}  // namespace millrace::cli
