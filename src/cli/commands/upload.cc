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
#include "resource/assets.h"
#include "resource/model.h"

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
    return with_archive(folder, [this](const std::string& file) { return put_archive(file); });
  }

  // A new version of a model: a folder, an archive, one file, or several files.
  Result<void> put_version(const std::vector<std::string>& files) {
    TRY_ASSIGN(const io::FileInfo info, context_.files.stat(files[0]));
    const bool folder = info.type == io::FileInfo::Type::kDirectory;
    if (files.size() == 1 && !folder) return send_version(files[0], base_name(files[0]));
    const auto send = [&](const std::string& file) {
      return send_version(file, base_name(files[0]) + ".tar.gz");
    };
    if (files.size() == 1) return with_archive(files[0], send);
    const std::string gathered = temporary();
    auto done = gather(files, gathered);
    if (done) done = with_archive(gathered, send);
    if (auto removed = context_.files.remove_tree(gathered); done && !removed) return removed;
    return done;
  }

 private:
  std::string temporary() {
    const std::string where = context_.env("TMPDIR");
    return fmt::format("{}/millrace-{}", where.empty() ? "/tmp" : where,
                       base::new_ulid(context_.clock, context_.rng));
  }

  template <class Use>
  Result<void> with_archive(const std::string& folder, Use use) {
    const std::string file = temporary() + ".tar.gz";
    auto done = pack(folder, file);
    if (done) done = use(file);
    if (auto removed = context_.files.remove(file);
        done && !removed && removed.error().code != ErrorCode::kNotFound)
      return removed;
    return done;
  }

  Result<void> send_version(const std::string& file, const std::string& name) {
    TRY_ASSIGN(const io::FileInfo info, context_.files.stat(file));
    if (info.size > static_cast<std::uint64_t>(resource::kMostUploadedBytes))
      return fail(ErrorCode::kInvalid,
                  fmt::format("{} is larger than 2 GiB; register its folder as a storage and name "
                              "it as source of a mounted model",
                              name));
    TRY_ASSIGN(const std::string upload, upload_resumable(api_, uploads_, file, name));
    TRY_ASSIGN(const auto made,
               api_.call("POST", to_.object() + "/versions",
                         json::Value(json::Object{{"source", json::Object{{"upload", upload}}}})));
    say(context_, fmt::format("{} is being imported", made.body.string_or("name", "the version")));
    return {};
  }

  Result<void> gather(const std::vector<std::string>& files, const std::string& folder) {
    TRY(context_.files.make_directories(folder, 0700));
    for (const std::string& file : files) {
      TRY_ASSIGN(const io::FileInfo info, context_.files.stat(file));
      if (info.type != io::FileInfo::Type::kFile)
        return fail(ErrorCode::kInvalid, file + " is no file; several must be files");
      TRY_ASSIGN(const auto from, context_.files.open(file, io::FileSystem::Open::kRead));
      TRY_ASSIGN(const auto to, context_.files.open(folder + "/" + base_name(file),
                                                    io::FileSystem::Open::kCreateNew, 0600));
      for (std::uint64_t at = 0;;) {
        TRY_ASSIGN(const std::string piece, from->read_at(at, 1 << 20));
        if (piece.empty()) break;
        TRY(to->append(piece));
        at += piece.size();
      }
    }
    return {};
  }

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

Result<void> check_readable(Context& context, const std::vector<std::string>& files) {
  for (const std::string& file : files)
    if (const auto info = context.files.stat(file); !info)
      return fail(ErrorCode::kInvalid,
                  fmt::format("cannot read {}: {}", file, info.error().message));
  return {};
}

// --to uploads or uploads/NAME: the files alone, to be named by what is made of them. Their ids go
// to standard output.
Result<int> run_staging(Context& context, const Args& args, const Address& to) {
  if (!to.id.empty() && args.words.size() > 1)
    return fail(ErrorCode::kInvalid, "several files keep their names: --to uploads");
  TRY(check_readable(context, args.words));
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  for (const std::string& file : args.words) {
    const std::string name = to.id.empty() ? base_name(file) : to.id;
    TRY_ASSIGN(const std::string id, upload_resumable(api, to.collection, file, name));
    context.console.write_out(id + "\n");
    say(context, fmt::format("{} is upload {}", name, id));
  }
  return 0;
}

}  // namespace

Result<int> run_upload(Context& context, const Args& args) {
  if (args.words.empty() || !args.has("--to"))
    return fail(ErrorCode::kInvalid,
                "say what and where to, as: upload train.py --to code-packages/demo");
  TRY_ASSIGN(const Address to, find_address(context, args, args.value("--to"), std::nullopt));
  if (to.kind == &resource::Upload::kind()) return run_staging(context, args, to);
  if (to.id.empty())
    return fail(ErrorCode::kInvalid,
                fmt::format("--to needs a name, as {}/NAME", args.value("--to")));
  TRY_ASSIGN(const Address uploads, find_address(context, args, "uploads", std::nullopt));
  TRY(check_readable(context, args.words));
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  Uploader uploader(context, api, to, uploads.collection);
  TRY(uploader.prepare());
  if (to.kind == &resource::Model::kind()) {
    TRY(uploader.put_version(args.words));
    return 0;
  }
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
