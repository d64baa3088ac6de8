// import: files of rows into a labelled data set.
#include <fmt/core.h>

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
constexpr base::Duration kBetweenLooks{500};

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// "a/rows.TAR.GZ" → "tar.gz"; empty: the name says nothing.
std::string format_of(const std::string& path) {
  const std::string name = base::to_lower(base_name(path));
  if (name.ends_with(".tar.gz")) return "tar.gz";
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(dot + 1);
}

Result<json::Value> send_file(Context& context, ApiClient& api, const std::string& file,
                              const std::string& path, const Query& query) {
  Progress progress(context, base_name(file));
  net::ClientRequest request;
  request.method = "POST";
  request.headers.set("Content-Type", "application/octet-stream");
  request.body_file = file;
  request.on_upload = [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); };
  TRY_ASSIGN(const auto response, api.send(std::move(request), path, query));
  return json::parse(response.body);
}

// Large ones, and several, go up first, in a way that survives cuts.
Result<json::Value> send_uploads(ApiClient& api, const Address& uploads,
                                 const std::vector<std::string>& files, const std::string& path) {
  json::Array ids;
  for (const std::string& file : files) {
    TRY_ASSIGN(const std::string id,
               upload_resumable(api, uploads.collection, file, base_name(file)));
    ids.emplace_back(id);
  }
  TRY_ASSIGN(auto made, api.call("POST", path, json::Value(json::Object{{"uploads", ids}})));
  return std::move(made.body);
}

bool goes_on(const json::Value& import) {
  const std::string state = import.string_or("state", "");
  return state == "queued" || state == "running" || state == "cancelling";
}

Result<json::Value> until_ended(Context& context, ApiClient& api, const Address& to,
                                json::Value import) {
  if (!goes_on(import)) return import;
  const std::string path = to.object() + "/imports/" + import.string_or("import", "");
  Progress progress(context, "importing");
  while (goes_on(import)) {
    context.clock.sleep_for(kBetweenLooks);
    TRY_ASSIGN(import, api.get(path));
    progress.show(static_cast<std::uint64_t>(import.int_or("done_bytes", 0)),
                  static_cast<std::uint64_t>(import.int_or("total_bytes", 0)));
  }
  if (import.string_or("state", "") != "succeeded")
    return fail(ErrorCode::kInvalid,
                fmt::format("the import has {}: {}", import.string_or("state", ""),
                            import.string_or("state_message", "")));
  return import;
}

Result<bool> is_large(Context& context, const std::vector<std::string>& files) {
  std::uint64_t bytes = 0;
  for (const std::string& file : files) {
    const auto info = context.files.stat(file);
    if (!info)
      return fail(ErrorCode::kInvalid,
                  fmt::format("cannot read {}: {}", file, info.error().message));
    if (info->type == io::FileInfo::Type::kDirectory)
      return fail(ErrorCode::kInvalid, fmt::format("{} is a folder; pack it first", file));
    bytes += info->size;
  }
  return files.size() > 1 || bytes >= kResumableFrom;
}

}  // namespace

Result<int> run_import(Context& context, const Args& args) {
  if (args.words.size() < 2)
    return fail(ErrorCode::kInvalid,
                "say where to and which file, as: import labeled-datasets/d1 rows.jsonl");
  TRY_ASSIGN(const Format output, output_format(args));
  TRY_ASSIGN(const Address to, find_address(context, args, args.words[0], std::nullopt));
  if (to.id.empty())
    return fail(ErrorCode::kInvalid,
                fmt::format("{:?} names no object: write RESOURCE/NAME", args.words[0]));
  TRY_ASSIGN(const Address uploads, find_address(context, args, "uploads", std::nullopt));
  const std::vector<std::string> files(args.words.begin() + 1, args.words.end());
  TRY_ASSIGN(const bool large, is_large(context, files));
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  Query query;
  const std::string format = args.value("--format", large ? "" : format_of(files[0]));
  if (!format.empty()) query.emplace_back("format", format);
  if (args.has("--schema")) query.emplace_back("schema", args.value("--schema"));
  const std::string path = to.object() + ":import";
  auto sent = large ? send_uploads(api, uploads, files, path + query_text(query))
                    : send_file(context, api, files[0], path, query);
  TRY(sent);
  TRY_ASSIGN(const json::Value ended, until_ended(context, api, to, std::move(*sent)));
  print_value(context, output, ended);
  return 0;
}

}  // namespace millrace::cli
