// Rows come in: POST …/labeled-datasets/{id}:import with the file itself or {"upload": ID}, and
// what can be done with the imports that this makes.
#include <fmt/core.h>

#include <algorithm>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/dataset_access.h"
#include "api/route_groups.h"
#include "api/staged_body.h"
#include "api/wait_for.h"
#include "base/ids.h"
#include "resource/assets.h"
#include "rows/convert/convert.h"
#include "rows/import_files.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::DatasetImport;
using resource::ImportState;
using resource::LabeledDataset;
using resource::Upload;
using store::Table;

constexpr base::Duration kAnswerWithin{10'000};
constexpr std::size_t kMostReference = std::size_t{64} << 10;
constexpr std::size_t kMostFiles = 100;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;  // of several files together

struct ImportBody {
  std::string upload;
  std::vector<std::string> uploads;
};
constexpr describe::Field kImportFields[] = {
    describe::field<&ImportBody::upload>("upload", Access::kMutable,
                                         "Id of a complete upload of one's own."),
    describe::field<&ImportBody::uploads>(
        "uploads", Access::kMutable, "Several of them, at most 1 GiB together.",
        {.limits = {.max_items = static_cast<std::uint32_t>(kMostFiles)}})};
constexpr describe::Table kImportTable{kImportFields};

bool has_ended(const DatasetImport& import) {
  return import.state == ImportState::kSucceeded || import.state == ImportState::kFailed ||
         import.state == ImportState::kCancelled;
}

json::Value answer_of(const DatasetImport& import) {
  json::Array rejected;
  for (const auto& one : import.rejected) {
    json::Object item{{"row", one.row}, {"field", one.field}, {"reason", one.reason}};
    if (!one.file.empty()) item["file"] = one.file;
    rejected.emplace_back(std::move(item));
  }
  return json::Object{{"import", import.id},
                      {"state", word(import.state)},
                      {"accepted", import.accepted},
                      {"rejected_total", import.rejected_total},
                      {"rejected", std::move(rejected)}};
}

Result<net::Response> answer(const DatasetImport& import) {
  if (import.state != ImportState::kFailed)
    return net::Response::json(has_ended(import) ? 200 : 202, json::dump(answer_of(import)));
  const bool content = import.state_reason == "BadContent";
  return fail(content ? ErrorCode::kInvalid : ErrorCode::kUnavailable,
              fmt::format("import {} has failed: {}", import.id, import.state_message));
}

// The body if it is {"upload": …} rather than rows.
std::optional<json::Value> reference_in(io::FileSystem& files, const std::string& staged) {
  const auto text = io::read_file(files, staged, kMostReference);
  if (!text) return std::nullopt;
  auto body = json::parse(*text);
  if (!body || body->as_object() == nullptr || body->as_object()->empty()) return std::nullopt;
  for (const auto& [name, value] : *body->as_object())
    if (kImportTable.find(name) == nullptr) return std::nullopt;
  return std::move(*body);
}

struct Begun {
  Services& services;
  const domain::Actor& actor;
  const LabeledDataset& dataset;
  DatasetImport import{};
};

Result<std::vector<Upload>> uploads_of(Begun& begun, const ImportBody& body) {
  std::vector<std::string> ids = body.uploads;
  if (!body.upload.empty()) ids.push_back(body.upload);
  if (ids.empty()) return base::invalid_field("upload", "or uploads is required");
  std::vector<Upload> out;
  TRY(begun.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    out.clear();
    for (const std::string& id : ids) {
      auto found = Table<Upload>().find(tx, begun.dataset.workspace, id, begun.actor.user_id);
      if (!found || found->owner != begun.actor.user_id)
        return base::invalid_field("upload", "names no upload of yours");
      if (found->state != resource::UploadState::kComplete)
        return fail(ErrorCode::kConflict, "the upload is not complete yet");
      out.push_back(std::move(*found));
    }
    return {};
  }));
  std::int64_t bytes = 0;
  for (const Upload& upload : out) bytes += upload.size;
  if (out.size() > 1 && bytes > kMostBytes)
    return base::invalid_field("uploads", "are more than 1 GiB together; send an archive");
  return out;
}

// The files of the import under names of its own: uploads may expire.
Result<void> take_uploads(Begun& begun, const json::Value& body) {
  ImportBody wanted;
  const ImportBody defaults;
  TRY(describe::decode_strict(kImportTable, body, describe::Purpose::kCreate, &wanted, &defaults));
  TRY_ASSIGN(const auto uploads, uploads_of(begun, wanted));
  rows::Library& library = begun.services.library;
  for (const Upload& upload : uploads) {
    const std::string name = fmt::format("{}-{}", begun.import.id, begun.import.sources.size());
    TRY(library.link_in(begun.services.uploads.path(upload.id), name));
    begun.import.sources.push_back(name);
    begun.import.source_names.push_back(upload.name);
    begun.import.total_bytes += upload.size;
  }
  return {};
}

Result<void> take_body(Begun& begun, const std::string& staged) {
  TRY_ASSIGN(const io::FileInfo info, begun.services.files.stat(staged));
  if (begun.import.format.empty())
    return base::invalid_field("format", "is required: as ?format=jsonl");
  const std::string name = begun.import.id + "-0";
  TRY(begun.services.library.take_in(staged, name));
  begun.import.sources = {name};
  begun.import.source_names = {"body." + begun.import.format};
  begun.import.total_bytes = static_cast<std::int64_t>(info.size);
  return {};
}

Result<net::Response> begin(Begun begun, const std::string& staged) {
  Services& services = begun.services;
  DatasetImport& import = begun.import;
  import.id = base::new_ulid(services.clock, services.rng);
  if (const auto body = reference_in(services.files, staged))
    TRY(take_uploads(begun, *body));
  else
    TRY(take_body(begun, staged));
  const DatasetImport wanted = import;
  TRY(services.store.write([&](store::Tx& tx) -> Result<void> {
    import = wanted;
    TRY_ASSIGN(LabeledDataset dataset, Table<LabeledDataset>().get(tx, begun.dataset.id));
    return domain::begin_row_import(tx, begun.actor, dataset, import);
  }));
  TRY(wait_for(services.store, services.clock, kAnswerWithin, [&]() -> Result<Waited> {
    TRY(services.store.read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(import, Table<DatasetImport>().get(tx, wanted.id));
      return {};
    }));
    return has_ended(import) ? Waited::kHappened : Waited::kTooLong;
  }));
  return answer(import);
}

Result<std::unique_ptr<net::BodySink>> import_rows(const Call& call) {
  TRY_ASSIGN(LabeledDataset dataset, dataset_of(call, "import"));
  DatasetImport import;
  if (const std::string* format = call.request.query_value("format")) {
    if (!rows::is_import_format(*format))
      return base::invalid_field(
          "format", fmt::format("knows no \"{}\"; there are {}", *format, rows::import_formats()));
    import.format = *format;
  }
  if (const std::string* schema = call.request.query_value("schema")) {
    const auto known = rows::parse_schema(*schema);
    const auto all = rows::schemas_of(domain::template_of(dataset));
    if (!known || std::find(all.begin(), all.end(), *known) == all.end())
      return base::invalid_field("schema", "is nothing that rows of this template are written as");
    import.schema = *schema;
  }
  return stage_body(call.services,
                    [&services = call.services, actor = call.actor, dataset = std::move(dataset),
                     import = std::move(import)](const std::string& staged) {
                      return begin({services, actor, dataset, import}, staged);
                    });
}

Result<net::Response> change(const Call& call, std::string_view verb,
                             Result<void> (*act)(store::Tx&, const domain::Actor&,
                                                 DatasetImport&)) {
  TRY_ASSIGN(const auto object, object_of(call, DatasetImport::kind(), verb));
  DatasetImport import;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(import, Table<DatasetImport>().get(tx, object->id));
    return act(tx, call.actor, import);
  }));
  return object_response(200, DatasetImport::kind(), import);
}

Result<net::Response> rejected_rows(const Call& call) {
  TRY_ASSIGN(const auto object, object_of(call, DatasetImport::kind(), "get"));
  const auto& import = static_cast<const DatasetImport&>(*object);
  if (import.state != ImportState::kSucceeded)
    return fail(
        ErrorCode::kConflict,
        fmt::format("the import is {}: what it left out is known at its end", word(import.state)));
  net::Response response{
      .status = 200,
      .headers = {},
      .body = net::FileBody{call.services.library.rejected(import.dataset, import.id)}};
  response.headers.set("Content-Type", "application/x-ndjson");
  response.headers.set("Content-Disposition", "attachment; filename=\"rejected.jsonl\"");
  return response;
}

}  // namespace

void add_dataset_import_routes(Routes& routes, std::size_t max_bytes) {
  const std::string sets = collection_path(LabeledDataset::kind()) + "/{id}";
  const std::string one = collection_path(DatasetImport::kind()) + "/{id}";
  routes.add_upload({.method = "POST",
                     .path = sets + ":import",
                     .summary = "Take rows in: the body is a file of rows, or {\"upload\": ID}. "
                                "200 with the result within ten seconds, else 202.",
                     .tag = "labeled-datasets",
                     .permission = "labeled_dataset.import",
                     .response_schema = json::Object{{"type", "object"}},
                     .query = {"format", "schema"}},
                    import_rows, {.max_body_bytes = max_bytes});
  const auto verb = [&](const std::string& name, std::string summary) {
    return Operation{.method = "POST",
                     .path = one + ":" + name,
                     .summary = std::move(summary),
                     .tag = "labeled-dataset-imports",
                     .permission = "labeled_dataset.import",
                     .response_schema = schema_ref(DatasetImport::kind(), "")};
  };
  routes.add(verb("cancel", "Stop it; the data set stays as it was."), [](const Call& call) {
    return change(call, "cancel", domain::request_import_cancel);
  });
  routes.add(verb("resume", "Begin a cancelled or failed one again."), [](const Call& call) {
    return change(call, "resume", domain::request_import_resume);
  });
  routes.add({.method = "GET",
              .path = one + "/rejected",
              .summary = "All rows that were left out, a JSON object a line.",
              .tag = "labeled-dataset-imports",
              .permission = "labeled_dataset.get",
              .response_schema = json::Object{{"type", "string"}},
              .response_type = "application/x-ndjson"},
             rejected_rows);
}

}  // namespace millrace::api
