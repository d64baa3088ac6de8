// Rows of labelled data sets, by pages and one by one.
#include <fmt/core.h>

#include "api/body.h"
#include "api/collection.h"
#include "api/dataset_access.h"
#include "api/route_groups.h"
#include "base/strings.h"

namespace millrace::api {
namespace {

using resource::LabeledDataset;

Result<std::int64_t> first_row(const net::Request& request) {
  const std::string* token = request.query_value("page_token");
  if (token == nullptr || token->empty()) return 1;
  const auto row = base::parse_int(*token);
  if (!row || *row < 1) return base::invalid_field("page_token", "is none of this list");
  return *row;
}

void write_row(json::Writer& out, const rows::Row& row) {
  out.begin_object().key("row").integer(row.number).key("version").integer(row.version);
  out.key("data").raw(row.data);
  const auto marks = json::parse(row.marks.empty() ? "{}" : row.marks);
  if (marks && marks->as_object() != nullptr)
    for (const auto& [name, value] : *marks->as_object()) out.key(name).value(value);
  if (!row.author.empty())
    out.key("edited_by")
        .string(row.author_name)
        .key("edited_at")
        .string(base::format_rfc3339(base::from_unix_ms(row.at_ms)));
  out.end_object();
}

Result<net::Response> list_rows(const Call& call) {
  TRY_ASSIGN(const DatasetRows rows, rows_of(call, "get"));
  TRY_ASSIGN(const int most, page_size(call.request));
  TRY_ASSIGN(const std::int64_t first, first_row(call.request));
  json::Writer out;
  out.begin_object().key("items").begin_array();
  int count = 0;
  std::string next;
  TRY(rows.set->scan(first, [&](const rows::Row& row) -> Result<rows::Flow> {
    if (count == most) {
      next = std::to_string(row.number);
      return rows::Flow::kStop;
    }
    ++count;
    write_row(out, row);
    return rows::Flow::kGoOn;
  }));
  std::int64_t total = 0;
  for (const auto& [category, n] : rows.set->counts()) total += n;
  out.end_array().key("next_page_token").string(next).key("total").integer(total);
  out.key("version").string(rows.version ? rows.version->name : "").end_object();
  return net::Response::json(200, std::move(out).text());
}

}  // namespace

void add_dataset_row_routes(Routes& routes) {
  const std::string one = collection_path(LabeledDataset::kind()) + "/{id}";
  routes.add({.method = "GET",
              .path = one + ":rows",
              .summary = "Rows in order; of a version, or as they are now.",
              .tag = "labeled-datasets",
              .permission = "labeled_dataset.get",
              .response_schema = json::Object{{"type", "object"}},
              .query = {"version", "page_size", "page_token"}},
             list_rows);
}

}  // namespace millrace::api
