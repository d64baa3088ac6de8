#include "cli/resumable.h"

#include <fmt/core.h>

#include "base/encode.h"
#include "base/strings.h"
#include "cli/backoff.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "crypto/hash.h"

namespace millrace::cli {
namespace {

constexpr std::size_t kPiece = 1 << 20;
constexpr int kMostAttempts = 30;  // without any progress

struct Source {
  std::uint64_t size = 0;
  std::string sha256;
};

Result<Source> examine(Context& context, const std::string& path) {
  TRY_ASSIGN(const auto file, context.files.open(path, io::FileSystem::Open::kRead));
  Source source;
  TRY_ASSIGN(source.size, file->size());
  crypto::Hasher hasher;
  Progress progress(context, "reading " + path);
  for (std::uint64_t at = 0; at < source.size;) {
    TRY_ASSIGN(const std::string bytes, file->read_at(at, kPiece));
    if (bytes.empty())
      return fail(ErrorCode::kConflict, fmt::format("{} changes while it is read", path));
    hasher.update(bytes);
    at += bytes.size();
    progress.show(at, source.size);
  }
  source.sha256 = hasher.finish_hex();
  return source;
}

// An upload of the same bytes that was cut earlier.
Result<std::string> find_open(ApiClient& api, const std::string& uploads, const Source& source,
                              const std::string& name) {
  TRY_ASSIGN(const json::Value page, api.get(uploads, {{"page_size", "500"}}));
  const json::Value* items = page.find("items");
  if (items == nullptr || items->as_array() == nullptr) return std::string();
  for (const json::Value& item : *items->as_array())
    if (item.string_or("sha256", "") == source.sha256 && item.string_or("name", "") == name &&
        item.int_or("size", -1) == static_cast<std::int64_t>(source.size))
      return item.string_or("id", "");
  return std::string();
}

Result<std::uint64_t> ask_offset(ApiClient& api, const std::string& upload) {
  net::ClientRequest request;
  request.method = "HEAD";
  TRY_ASSIGN(const auto response, api.send(std::move(request), upload));
  const std::string* header = response.headers.find("Upload-Offset");
  const auto offset = header ? base::parse_int(*header) : std::nullopt;
  if (!offset || *offset < 0)
    return fail(ErrorCode::kInternal, "the server does not say where the upload stands");
  return static_cast<std::uint64_t>(*offset);
}

Result<void> append_all(ApiClient& api, const std::string& upload, const std::string& file,
                        const Source& source) {
  Context& context = api.context();
  Backoff backoff(context.clock, context.rng);
  Progress progress(context, "sending " + file);
  std::uint64_t best = 0;
  for (;;) {
    auto offset = ask_offset(api, upload);
    if (offset && *offset >= source.size) return {};
    if (offset && *offset > best) best = *offset, backoff.reset();
    Result<void> sent;
    if (offset) {
      net::ClientRequest request;
      request.method = "PATCH";
      request.headers.set("Upload-Offset", std::to_string(*offset));
      request.headers.set("Content-Type", "application/offset+octet-stream");
      request.body_file = file;
      request.body_file_offset = *offset;
      const std::uint64_t from = *offset;
      request.on_upload = [&progress, &source, from](std::uint64_t done, std::uint64_t) {
        progress.show(from + done, source.size);
      };
      auto response = api.send(std::move(request), upload);
      if (response) continue;
      sent = std::move(response).error();
    } else {
      sent = std::move(offset).error();
    }
    // kConflict: the server still holds the connection that was cut.
    const bool may_retry =
        base::info(sent.error().code).may_retry || sent.error().code == ErrorCode::kConflict;
    if (!may_retry || backoff.waits() >= kMostAttempts) return sent;
    backoff.wait();
  }
}

}  // namespace

Result<std::string> upload_resumable(ApiClient& api, const std::string& uploads,
                                     const std::string& file, const std::string& name) {
  TRY_ASSIGN(const Source source, examine(api.context(), file));
  TRY_ASSIGN(std::string id, find_open(api, uploads, source, name));
  if (id.empty()) {
    const json::Value body(json::Object{{"name", name},
                                        {"size", static_cast<std::int64_t>(source.size)},
                                        {"sha256", source.sha256}});
    TRY_ASSIGN(const auto made, api.call("POST", uploads, body));
    id = made.body.string_or("id", "");
  }
  TRY(append_all(api, uploads + "/" + base::percent_encode(id), file, source));
  return id;
}

}  // namespace millrace::cli
