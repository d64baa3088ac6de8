#include "net/static_files.h"

#include <fmt/core.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <map>

#include "base/mutex.h"
#include "base/strings.h"
#include "net/compress.h"
#include "net/etag.h"

namespace millrace::net {
namespace {

constexpr off_t kWorthCompressing = 1024;
constexpr off_t kMostCompressed = 4 << 20;  // larger files are sent as they are

struct Type {
  std::string_view extension;
  std::string_view content_type;
  bool compressible;
};
constexpr Type kTypes[] = {
    {"html", "text/html; charset=utf-8", true},
    {"js", "text/javascript; charset=utf-8", true},
    {"mjs", "text/javascript; charset=utf-8", true},
    {"css", "text/css; charset=utf-8", true},
    {"json", "application/json", true},
    {"map", "application/json", true},
    {"svg", "image/svg+xml", true},
    {"txt", "text/plain; charset=utf-8", true},
    {"md", "text/markdown; charset=utf-8", true},
    {"xml", "application/xml", true},
    {"wasm", "application/wasm", true},
    {"webmanifest", "application/manifest+json", true},
    {"ico", "image/vnd.microsoft.icon", true},
    {"png", "image/png", false},
    {"jpg", "image/jpeg", false},
    {"jpeg", "image/jpeg", false},
    {"gif", "image/gif", false},
    {"webp", "image/webp", false},
    {"woff", "font/woff", false},
    {"woff2", "font/woff2", false},
    {"pdf", "application/pdf", false},
};
constexpr Type kUnknown{"", "application/octet-stream", false};

const Type& type_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == path.npos) return kUnknown;
  for (const Type& type : kTypes)
    if (base::iequals(path.substr(dot + 1), type.extension)) return type;
  return kUnknown;
}

// Plain names only: no "..", no hidden files, nothing that another reader could take for a
// separator.
bool is_clean(std::string_view path) {
  if (path.empty() || path.find('\\') != path.npos || path.find('\0') != path.npos) return false;
  for (const auto part : base::split(path, '/'))
    if (part.empty() || part.front() == '.') return false;
  return true;
}

struct Compressed {
  std::string etag;  // of the file that it was made from
  std::string bytes;
};

}  // namespace

std::string_view content_type_of(std::string_view path) {
  return type_of(path).content_type;
}

struct StaticFiles::State {
  StaticFilesOptions options;
  std::string real_root;
  mutable base::Mutex mutex;
  std::map<std::string, std::shared_ptr<const Compressed>> made
      GUARDED_BY(mutex);  // by coding + path
  std::size_t made_bytes GUARDED_BY(mutex) = 0;

  struct Found {
    std::string path;
    struct stat info {};
  };
  std::optional<Found> find(const std::string& relative) const;
  std::shared_ptr<const Compressed> compressed(const Found& file, Coding coding);
  Response respond(const Request& request, const std::string& relative, const Found& file);
  void add_headers(Response& response, const std::string& relative) const;
};

// The file's real path, followed through links, must lie below the real root.
std::optional<StaticFiles::State::Found> StaticFiles::State::find(
    const std::string& relative) const {
  if (!is_clean(relative)) return std::nullopt;
  char real[PATH_MAX];
  if (realpath((options.root + "/" + relative).c_str(), real) == nullptr) return std::nullopt;
  Found found{real};
  if (!found.path.starts_with(real_root + "/")) return std::nullopt;
  if (stat(real, &found.info) != 0 || !S_ISREG(found.info.st_mode)) return std::nullopt;
  return found;
}

std::shared_ptr<const Compressed> StaticFiles::State::compressed(const Found& file, Coding coding) {
  const std::string etag = file_etag(file.info);
  const std::string key = std::string(coding_word(coding)) + " " + file.path;
  {
    base::MutexLock lock(mutex);
    const auto it = made.find(key);
    if (it != made.end() && it->second->etag == etag) return it->second;
  }
  std::ifstream in(file.path, std::ios::binary);
  std::string text(static_cast<std::size_t>(file.info.st_size), '\0');
  if (!in.read(text.data(), file.info.st_size)) return nullptr;
  auto bytes = compress(text, coding);
  if (!bytes || bytes->size() >= text.size()) return nullptr;
  auto fresh = std::make_shared<const Compressed>(Compressed{etag, std::move(*bytes)});
  base::MutexLock lock(mutex);
  auto& slot = made[key];
  if (slot) made_bytes -= slot->bytes.size();
  slot = fresh;
  made_bytes += fresh->bytes.size();
  if (made_bytes > options.max_compressed_bytes) {  // begin again rather than grow
    made.clear();
    made_bytes = 0;
  }
  return fresh;
}

void StaticFiles::State::add_headers(Response& response, const std::string& relative) const {
  const bool immutable =
      !options.immutable_prefix.empty() && relative.starts_with(options.immutable_prefix);
  response.headers.set("Content-Type", std::string(content_type_of(relative)));
  response.headers.set("Cache-Control",
                       immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.set("X-Content-Type-Options", "nosniff");
  if (type_of(relative).compressible) response.headers.set("Vary", "Accept-Encoding");
}

Response StaticFiles::State::respond(const Request& request, const std::string& relative,
                                     const Found& file) {
  Response response;
  add_headers(response, relative);
  response.body = FileBody{file.path};
  const auto* accepted = request.headers.find("accept-encoding");
  const bool whole = request.headers.find("range") == nullptr;
  if (!type_of(relative).compressible || accepted == nullptr || !whole) return response;
  const Coding coding = choose_coding(*accepted);
  if (coding == Coding::kIdentity) return response;
  const char* suffix = coding == Coding::kBrotli ? ".br" : ".gz";
  if (const auto beside = find(relative + suffix);
      beside && beside->info.st_mtime >= file.info.st_mtime) {
    response.headers.set("Content-Encoding", std::string(coding_word(coding)));
    response.body = FileBody{beside->path};
    return response;
  }
  if (file.info.st_size < kWorthCompressing || file.info.st_size > kMostCompressed) return response;
  const auto made_now = compressed(file, coding);
  if (!made_now) return response;
  // Another representation: another tag (RFC 9110 §8.8.3).
  std::string etag = made_now->etag;
  etag.insert(etag.size() - 1, "-" + std::string(coding_word(coding)));
  response.headers.set("ETag", etag);
  response.headers.set("Content-Encoding", std::string(coding_word(coding)));
  const auto* match = request.headers.find("if-none-match");
  if (match != nullptr && lists_etag(*match, etag)) {
    response.status = 304;
    response.body = std::string();
  } else {
    response.body = made_now->bytes;
  }
  return response;
}

StaticFiles::StaticFiles(StaticFilesOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  char real[PATH_MAX];
  if (realpath(state_->options.root.c_str(), real) != nullptr)
    state_->real_root = real;
  else
    state_->real_root = state_->options.root;
}
StaticFiles::~StaticFiles() = default;

Result<Response> StaticFiles::serve(const Request& request, std::string_view path) const {
  std::string relative(path);
  if (relative.empty() || relative.ends_with('/')) relative += state_->options.index;
  if (const auto file = state_->find(relative)) return state_->respond(request, relative, *file);
  const std::string_view last = path.substr(path.rfind('/') + 1);
  const std::string& fallback = state_->options.fallback;
  if (!fallback.empty() && last.find('.') == last.npos) {
    if (const auto file = state_->find(fallback)) return state_->respond(request, fallback, *file);
  }
  return fail(ErrorCode::kNotFound, "there is no such file");
}

}  // namespace millrace::net
