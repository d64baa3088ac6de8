// Labelled data sets go out: as rows in any form that can hold them, or with their pictures as an
// archive.
#include <fmt/core.h>

#include "api/body.h"
#include "api/collection.h"
#include "api/dataset_access.h"
#include "api/dataset_row_json.h"
#include "api/route_groups.h"
#include "archive/pack.h"
#include "archive/path_rules.h"
#include "base/encode.h"
#include "base/ids.h"
#include "base/log.h"
#include "rows/annotate.h"
#include "rows/export.h"

namespace millrace::api {
namespace {

using resource::LabeledDataset;

class ExportSource final : public net::StreamSource {
 public:
  explicit ExportSource(rows::RowExport rows) : rows_(std::move(rows)) {}
  void start(Waker) override {}
  net::Pulled pull(std::size_t) override {
    auto piece = rows_.next();
    if (!piece) log_warning("api", "an export was cut", {{"error", piece.error().to_string()}});
    if (!piece || piece->empty()) return {net::Pulled::Kind::kEnd};
    return {net::Pulled::Kind::kData, std::move(*piece)};
  }

 private:
  rows::RowExport rows_;
};

// Packs a folder that was made for it and is gone afterwards.
class PackedSource final : public net::StreamSource {
 public:
  PackedSource(io::FileSystem& files, std::string folder, std::unique_ptr<archive::Packer> packer)
      : files_(files), folder_(std::move(folder)), packer_(std::move(packer)) {}
  ~PackedSource() override {
    packer_.reset();
    if (auto removed = files_.remove_tree(folder_); !removed)
      log_warning("api", "a folder of an export could not be removed",
                  {{"error", removed.error().to_string()}});
  }
  void start(Waker) override {}
  net::Pulled pull(std::size_t) override {
    auto piece = packer_->next();
    if (!piece || piece->empty()) return {net::Pulled::Kind::kEnd};
    return {net::Pulled::Kind::kData, std::move(*piece)};
  }

 private:
  io::FileSystem& files_;
  std::string folder_;
  std::unique_ptr<archive::Packer> packer_;
};

Result<rows::Schema> wanted_schema(const net::Request& request, const rows::Template& of) {
  const std::string* name = request.query_value("schema");
  if (name == nullptr) return rows::schema_of(of);
  std::string known;
  for (const rows::Schema schema : rows::schemas_of(of)) {
    if (rows::schema_name(schema) == *name) return schema;
    known += (known.empty() ? "" : ", ") + std::string(rows::schema_name(schema));
  }
  return base::invalid_field("schema", fmt::format("must be one of {}", known));
}

net::Response as_download(const std::string& name, std::string_view ending,
                          std::shared_ptr<net::StreamSource> body) {
  net::Response response{.status = 200, .headers = {}, .body = std::move(body)};
  response.headers.set("Content-Type", "application/octet-stream");
  response.headers.set("Content-Disposition", fmt::format("attachment; filename*=UTF-8''{}.{}",
                                                          base::percent_encode(name), ending));
  return response;
}

// The pictures of the rows under the names that the rows call them.
Result<void> link_images(io::FileSystem& files, const rows::Library& library,
                         const DatasetRows& rows, const std::string& folder) {
  return rows.set->scan(1, [&](const rows::Row& row) -> Result<rows::Flow> {
    const json::Value marks = rows::marks_of(row);
    const json::Value* images = marks.find("images");
    if (images == nullptr || images->as_object() == nullptr) return rows::Flow::kGoOn;
    for (const auto& [name, hash] : *images->as_object()) {
      const auto clean = archive::clean_path(name);
      if (!clean || hash.as_string() == nullptr) continue;
      const std::string path = folder + "/" + *clean;
      TRY(files.make_directories(path.substr(0, path.rfind('/'))));
      const auto linked = files.hard_link(library.image(rows.dataset.id, *hash.as_string()), path);
      if (!linked && linked.error().code != ErrorCode::kAlreadyExists) return linked.error();
    }
    return rows::Flow::kGoOn;
  });
}

Result<void> write_rows(io::FileSystem& files, rows::RowExport rows, const std::string& path) {
  TRY_ASSIGN(const auto file, files.open(path, io::FileSystem::Open::kCreateNew, 0644));
  for (;;) {
    TRY_ASSIGN(const std::string piece, rows.next());
    if (piece.empty()) return {};
    TRY(file->append(piece));
  }
}

Result<net::Response> export_archive(const Call& call, const DatasetRows& rows,
                                     const rows::RowExport& lines, archive::PackFormat format) {
  Services& services = call.services;
  const std::string folder =
      services.library.incoming(base::new_ulid(services.clock, services.rng) + "-export");
  const auto made = [&]() -> Result<std::unique_ptr<archive::Packer>> {
    TRY(services.files.make_directories(folder));
    TRY(write_rows(services.files, lines, folder + "/rows.jsonl"));
    TRY(link_images(services.files, services.library, rows, folder));
    return archive::Packer::open(folder, format);
  };
  auto packer = made();
  if (!packer) {
    TRY(services.files.remove_tree(folder));
    return packer.error();
  }
  const bool zip = format == archive::PackFormat::kZip;
  return as_download(rows.dataset.name, zip ? "zip" : "tar.gz",
                     std::make_shared<PackedSource>(services.files, folder, std::move(*packer)));
}

Result<net::Response> export_rows(const Call& call) {
  TRY_ASSIGN(const DatasetRows rows, rows_of(call, "export"));
  const rows::Template& of = domain::template_of(rows.dataset);
  TRY_ASSIGN(const rows::Schema schema, wanted_schema(call.request, of));
  const std::string* wanted = call.request.query_value("format");
  const std::string format = wanted == nullptr ? "jsonl" : *wanted;
  const auto lines = rows::parse_export_format(format);
  const bool packed = format == "zip" || format == "tar.gz";
  if (!lines && !packed)
    return base::invalid_field("format", "must be jsonl, json, csv, zip or tar.gz");
  if (lines == rows::ExportFormat::kCsv && schema != rows::schema_of(of))
    return base::invalid_field("format", "csv has the template's own columns only");
  rows::RowExport out(rows.set, of, {lines.value_or(rows::ExportFormat::kJsonLines), schema});
  TRY_ASSIGN(const std::int64_t unfit, out.count_unfit());
  Result<net::Response> response =
      packed
          ? export_archive(
                call, rows, out,
                format == "zip" ? archive::PackFormat::kZip : archive::PackFormat::kTarGz)
          : as_download(rows.dataset.name, format, std::make_shared<ExportSource>(std::move(out)));
  if (response) response->headers.set("X-Millrace-Left-Out", std::to_string(unfit));
  return response;
}

}  // namespace

void add_dataset_export_routes(Routes& routes) {
  const std::string one = collection_path(LabeledDataset::kind()) + "/{id}";
  routes.add({.method = "GET",
              .path = one + ":export",
              .summary = "All rows as a file; X-Millrace-Left-Out says how many the schema cannot "
                         "hold. Archives have the images, too.",
              .tag = "labeled-datasets",
              .permission = "labeled_dataset.export",
              .response_schema = json::Object{{"type", "string"}},
              .response_type = "application/octet-stream",
              .query = {"version", "format", "schema"}},
             export_rows);
}

}  // namespace millrace::api
