// upload: files, folders and archives into a code package (or whatever else takes files).
#include <fmt/core.h>

#include "archive/pack.h"
#include "base/encode.h"
#include "base/ids.h"
#include "base/strings.h"
#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/resumable.h"

namespace millrace::cli {
namespace {

constexpr std::uint64_t kResumableFrom = 32 << 20;
constexpr std::string_view kArchives[] = {".zip",     ".tar",    ".tar.gz", ".tgz",
                                          ".tar.bz2", ".tar.xz", ".tar.zst"};

std::string base_name(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path.substr(path.rfind('/') + 1);
}

bool is_archive(std::string_view name) {
  for (const auto ending : kArchives)
    if (base::to_lower(name).ends_with(ending)) return true;
  return false;
}

// "a b/c" → "a%20b/c".
std::string encode_path(std::string_view path) {
  std::string encoded;
  for (const auto part : base::split(path, '/'))
    encoded += (encoded.empty() ? "" : "/") + base::percent_encode(part);
  return encoded;
}

class Uploader {
 public:
  Uploader(Context& context, ApiClient& api, Address to, std::string uploads)
      : context_(context), api_(api), to_(std::move(to)), uploads_(std::move(uploads)) {}

  // Makes the object where it is absent.
  Result<void> prepare() {
    const auto there = api_.get(to_.object());
    if (there || there.error().code != ErrorCode::kNotFound)
      return there ? Result<void>() : there.error();
    TRY(api_.call("POST", to_.collection, json::Value(json::Object{{"name", to_.id}})));
    say(context_, fmt::format("made {}", to_.noun));
    return {};
  }

  Result<void> put_file(const std::string& file, const std::string& path) {
    Progress progress(context_, path);
    net::ClientRequest request;
    request.method = "PUT";
    request.headers.set("Content-Type", "application/octet-stream");
    request.body_file = file;
    request.on_upload = [&](std::uint64_t done, std::uint64_t total) {
      progress.show(done, total);
    };
    TRY(api_.send(std::move(request), to_.object() + "/files/" + encode_path(path)));
    return {};
  }

  Result<void> put_folder(const std::string& folder, const std::string& prefix) {
    TRY_ASSIGN(const auto names, context_.files.list(folder));
    for (const std::string& name : names) {
      TRY_ASSIGN(const io::FileInfo info, context_.files.stat(folder + "/" + name));
      if (info.type == io::FileInfo::Type::kDirectory)
        TRY(put_folder(folder + "/" + name, prefix + name + "/"));
      else if (info.type == io::FileInfo::Type::kFile)
        TRY(put_file(folder + "/" + name, prefix + name));
      else
        say(context_, fmt::format("left out: {}/{} is neither file nor folder", folder, name));
    }
    return {};
  }

  Result<void> put_archive(const std::string& file) {
    TRY_ASSIGN(const io::FileInfo info, context_.files.stat(file));
    const std::string verb = to_.object() + ":upload_archive";
    if (info.size >= kResumableFrom) {
      TRY_ASSIGN(const std::string upload, upload_resumable(api_, uploads_, file, base_name(file)));
      TRY(api_.call("POST", verb, json::Value(json::Object{{"upload", upload}})));
      return {};
    }
    Progress progress(context_, base_name(file));
    net::ClientRequest request;
    request.method = "POST";
    request.headers.set("Content-Type", "application/octet-stream");
    request.body_file = file;
    request.on_upload = [&](std::uint64_t done, std::uint64_t total) {
      progress.show(done, total);
    };
    TRY(api_.send(std::move(request), verb));
    return {};
  }

  // A folder alone becomes the content of the package, as one archive.
  Result<void> put_packed(const std::string& folder) {
    const std::string where = context_.env("TMPDIR");
    const std::string file = fmt::format("{}/millrace-{}.tar.gz", where.empty() ? "/tmp" : where,
                                         base::new_ulid(context_.clock, context_.rng));
    auto done = pack(folder, file);
    if (done) done = put_archive(file);
    if (auto removed = context_.files.remove(file);
        done && !removed && removed.error().code != ErrorCode::kNotFound)
      return removed;
    return done;
  }

 private:
  Result<void> pack(const std::string& folder, const std::string& file) {
    TRY_ASSIGN(const auto packer, archive::Packer::open(folder, archive::PackFormat::kTarGz));
    TRY_ASSIGN(const auto out, context_.files.open(file, io::FileSystem::Open::kCreateNew, 0600));
    for (;;) {
      TRY_ASSIGN(const std::string piece, packer->next());
      if (piece.empty()) return {};
      TRY(out->append(piece));
    }
  }

  Context& context_;
  ApiClient& api_;
  Address to_;
  std::string uploads_;
};

}  // namespace

Result<int> run_upload(Context& context, const Args& args) {
  if (args.words.empty() || !args.has("--to"))
    return fail(ErrorCode::kInvalid,
                "say what and where to, as: upload train.py --to code-packages/demo");
  TRY_ASSIGN(const Address to, find_address(context, args, args.value("--to"), std::nullopt));
  if (to.id.empty())
    return fail(ErrorCode::kInvalid,
                fmt::format("--to needs a name, as {}/NAME", args.value("--to")));
  TRY_ASSIGN(const Address uploads, find_address(context, args, "uploads", std::nullopt));
  for (const std::string& file : args.words) {
    if (const auto info = context.files.stat(file); !info)
      return fail(ErrorCode::kInvalid,
                  fmt::format("cannot read {}: {}", file, info.error().message));
  }
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  Uploader uploader(context, api, to, uploads.collection);
  TRY(uploader.prepare());
  for (const std::string& file : args.words) {
    TRY_ASSIGN(const io::FileInfo info, context.files.stat(file));
    const bool alone = args.words.size() == 1;
    if (info.type == io::FileInfo::Type::kDirectory)
      TRY(alone ? uploader.put_packed(file) : uploader.put_folder(file, base_name(file) + "/"));
    else if (alone && is_archive(file))
      TRY(uploader.put_archive(file));
    else
      TRY(uploader.put_file(file, base_name(file)));
  }
  say(context, fmt::format("{}: {} uploaded", args.value("--to"),
                           args.words.size() == 1 ? base_name(args.words[0])
                                                  : fmt::format("{} items", args.words.size())));
  return 0;
}

}  // namespace millrace::cli
