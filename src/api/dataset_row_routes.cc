// Rows of labelled data sets by pages, narrowed down where asked, and their images.
#include <fcntl.h>
#include <fmt/core.h>

#include "api/body.h"
#include "api/collection.h"
#include "api/dataset_access.h"
#include "api/dataset_row_json.h"
#include "api/route_groups.h"
#include "base/strings.h"
#include "rows/annotate.h"
#include "rows/images.h"

namespace millrace::api {
namespace {

using resource::LabeledDataset;

// So many rows are looked at for a page; a page may end before it is full and go on behind.
constexpr std::int64_t kMostLookedAt = 50'000;

Result<std::int64_t> first_row(const net::Request& request) {
  const std::string* token = request.query_value("page_token");
  if (token == nullptr || token->empty()) return 1;
  const auto row = base::parse_int(*token);
  if (!row || *row < 1) return base::invalid_field("page_token", "is none of this list");
  return *row;
}

// What a page is narrowed down to; all that are given must hold.
struct Wanted {
  std::string category, label, tag, contains;
  bool is_all() const {
    return category.empty() && label.empty() && tag.empty() && contains.empty();
  }
};
Result<Wanted> wanted_of(const net::Request& request, const rows::Template& of) {
  const auto value = [&](std::string_view name) {
    const std::string* text = request.query_value(name);
    return text == nullptr ? std::string() : *text;
  };
  Wanted out{value("category"), value("label"), value("tag"), value("contains")};
  bool known = out.category.empty();
  for (const auto category : of.categories) known = known || category == out.category;
  if (!known) return base::invalid_field("category", "is none of this template");
  return out;
}

bool has_word(const json::Value& marks, std::string_view name, const std::string& word) {
  const json::Value* words = marks.find(name);
  if (words == nullptr || words->as_array() == nullptr) return false;
  for (const json::Value& one : *words->as_array())
    if (one.as_string() != nullptr && *one.as_string() == word) return true;
  return false;
}

bool fits(const rows::Template& of, const Wanted& wanted, const rows::Row& row) {
  if (!wanted.contains.empty() && row.data.find(wanted.contains) == std::string::npos) return false;
  if (wanted.category.empty() && wanted.label.empty() && wanted.tag.empty()) return true;
  const json::Value marks = rows::marks_of(row);
  if (!wanted.label.empty() && !has_word(marks, "labels", wanted.label)) return false;
  if (!wanted.tag.empty() && !has_word(marks, "tags", wanted.tag)) return false;
  return wanted.category.empty() || of.category(rows::data_of(row), marks) == wanted.category;
}

void write_total(json::Writer& out, const Wanted& wanted, const rows::RowSet& set) {
  std::int64_t total = 0;
  const auto counts = set.counts();
  for (const auto& [category, count] : counts)
    if (wanted.category.empty() || wanted.category == category) total += count;
  if (wanted.label.empty() && wanted.tag.empty() && wanted.contains.empty())
    out.key("total").integer(total);
  out.key("counts").begin_object();
  for (const auto& [category, count] : counts) out.key(category).integer(count);
  out.end_object();
}

Result<net::Response> list_rows(const Call& call) {
  TRY_ASSIGN(const DatasetRows rows, rows_of(call, "get"));
  const rows::Template& of = domain::template_of(rows.dataset);
  TRY_ASSIGN(const int most, page_size(call.request));
  TRY_ASSIGN(const std::int64_t first, first_row(call.request));
  TRY_ASSIGN(const Wanted wanted, wanted_of(call.request, of));
  const std::string track = track_of(call.actor, rows.dataset);
  json::Writer out;
  out.begin_object().key("items").begin_array();
  int count = 0;
  std::int64_t looked = 0;
  std::string next;
  const auto each = [&](const rows::Row& row) -> Result<rows::Flow> {
    if (count == most || looked == kMostLookedAt) {
      next = std::to_string(row.number);
      return rows::Flow::kStop;
    }
    ++looked;
    if (!fits(of, wanted, row)) return rows::Flow::kGoOn;
    ++count;
    write_row(out, row);
    return rows::Flow::kGoOn;
  };
  TRY(rows.set->scan(first, each, track));
  out.end_array().key("next_page_token").string(next);
  if (track.empty()) write_total(out, wanted, *rows.set);
  out.key("version").string(rows.version ? rows.version->name : "").end_object();
  return net::Response::json(200, std::move(out).text());
}

bool is_hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<net::Response> get_image(const Call& call) {
  TRY_ASSIGN(const LabeledDataset dataset, dataset_of(call, "get"));
  const std::string& hash = call.request.param("sha256");
  const std::string path = call.services.library.image(dataset.id, hash);
  const auto file = is_hash(hash)
                        ? call.services.files.open(path, io::FileSystem::Open::kRead)
                        : Result<std::unique_ptr<io::File>>(fail(ErrorCode::kNotFound, "no hash"));
  if (!file) return fail(ErrorCode::kNotFound, "the data set has no such image");
  TRY_ASSIGN(const std::string beginning, (*file)->read_at(0, 16));
  net::Response response{.status = 200, .headers = {}, .body = net::FileBody{path}};
  response.headers.set("Content-Type", std::string(rows::image_type(beginning)));
  response.headers.set("Cache-Control", "private, max-age=31536000, immutable");
  response.headers.set("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

void add_dataset_row_routes(Routes& routes) {
  const std::string one = collection_path(LabeledDataset::kind()) + "/{id}";
  routes.add(
      {.method = "GET",
       .path = one + ":rows",
       .summary = "Rows in order; of a version, or as they are now.",
       .tag = "labeled-datasets",
       .permission = "labeled_dataset.get",
       .response_schema = json::Object{{"type", "object"}},
       .query = {"version", "page_size", "page_token", "category", "label", "tag", "contains"}},
      list_rows);
  routes.add({.method = "GET",
              .path = one + "/images/{sha256}",
              .summary = "An image that rows name, by its content.",
              .tag = "labeled-datasets",
              .permission = "labeled_dataset.get",
              .response_schema = json::Object{{"type", "string"}},
              .response_type = "image/*"},
             get_image);
}

}  // namespace millrace::api
