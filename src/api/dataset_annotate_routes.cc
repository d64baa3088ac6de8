// Rows are changed, labelled, ordered and removed, each under the version that its editor has seen.
// Who labels a set a second time sees nothing of what was labelled before.
#include <fmt/core.h>

#include <set>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/dataset_access.h"
#include "api/dataset_row_json.h"
#include "api/route_groups.h"
#include "base/strings.h"
#include "rows/agreement.h"
#include "rows/annotate.h"

namespace millrace::api {
namespace {

using resource::LabeledDataset;

constexpr std::uint32_t kMostAtOnce = 1'000;

struct RowBody {
  std::int64_t row = 0;
  std::optional<std::int64_t> version;
  json::Value data;
  std::optional<std::vector<std::string>> labels, tags;
  std::optional<std::vector<std::int64_t>> relevance, safety;
  std::optional<std::int64_t> remove_response;
};
constexpr describe::Field kRowFields[] = {
    describe::field<&RowBody::row>("row", Access::kMutable, "Number of the row."),
    describe::field<&RowBody::version>("version", Access::kMutable,
                                       "The row's version that was seen; or If-Match."),
    describe::field<&RowBody::data>("data", Access::kMutable,
                                    "Fields to change (merge patch); null: none."),
    describe::field<&RowBody::labels>("labels", Access::kMutable, "All labels of the row."),
    describe::field<&RowBody::tags>("tags", Access::kMutable, "All tags of the row."),
    describe::field<&RowBody::relevance>("relevance", Access::kMutable,
                                         "Numbers of all responses, best first; []: no order."),
    describe::field<&RowBody::safety>("safety", Access::kMutable,
                                      "Numbers of all responses, safest first; []: no order."),
    describe::field<&RowBody::remove_response>("remove_response", Access::kMutable,
                                               "Number of a response that goes."),
};
constexpr describe::Table kRowTable{kRowFields};

// Which rows the caller works on: the rows themselves, or their own second opinion.
struct Desk {
  DatasetRows rows{};
  std::string track{};
};
Result<Desk> desk_of(const Call& call) {
  Desk desk;
  TRY_ASSIGN(desk.rows, rows_of(call, "get"));
  if (call.request.query_value("version") != nullptr)
    return base::invalid_field("version", "must be absent: published versions do not change");
  desk.track = track_of(call.actor, desk.rows.dataset);
  if (desk.track.empty())
    TRY(authorize_object(call.actor, LabeledDataset::kind(), "annotate", desk.rows.dataset));
  return desk;
}

Result<rows::Annotation> wish_of(const RowBody& body) {
  rows::Annotation wish{.labels = body.labels,
                        .tags = body.tags,
                        .relevance = body.relevance,
                        .safety = body.safety,
                        .remove_response = body.remove_response};
  if (body.data.is_null()) return wish;
  if (body.data.as_object() == nullptr) return base::invalid_field("data", "must be an object");
  wish.data = *body.data.as_object();
  return wish;
}

Result<RowBody> row_body(const json::Value& document) {
  RowBody body;
  const RowBody defaults;
  TRY(describe::decode_strict(kRowTable, document, describe::Purpose::kCreate, &body, &defaults));
  return body;
}

// The row as it was seen: what is based on an older one is refused before it is looked at.
Result<rows::Row> seen_row(const Desk& desk, std::int64_t number,
                           std::optional<std::int64_t> version) {
  if (!version)
    return base::invalid_field("version", "is required: the version of the row that you have seen");
  TRY_ASSIGN(rows::Row row, desk.rows.set->read(number, desk.track));
  if (row.version != *version)
    return fail(ErrorCode::kConflict,
                fmt::format("row {} has version {} now, not {}: somebody else has changed it; "
                            "read it again",
                            number, row.version, *version));
  return row;
}

Result<std::vector<rows::Row>> write(const Call& call, const Desk& desk,
                                     std::vector<rows::RowEdit> edits) {
  if (!desk.track.empty())  // opinions do not count
    for (auto& edit : edits) edit.category_before = edit.category_after = "";
  const rows::Author author{call.actor.user_id, call.actor.account,
                            base::unix_ms(call.services.clock.now())};
  TRY_ASSIGN(auto written, desk.rows.set->edit(edits, author, desk.track));
  json::Array numbers;
  for (const auto& row : written) numbers.emplace_back(row.number);
  const domain::RowTotals totals{desk.rows.set->counts(),
                                 static_cast<std::int64_t>(desk.rows.set->stored_bytes())};
  const auto how = desk.track.empty() ? domain::Opinion::kFirst : domain::Opinion::kSecond;
  TRY(call.services.store.write([&](store::Tx& tx) {
    return domain::note_edits(tx, call.actor, desk.rows.dataset.id, totals, how,
                              json::Object{{"rows", numbers}});
  }));
  return written;
}

Result<rows::RowEdit> edit_of(const Desk& desk, const RowBody& body) {
  TRY_ASSIGN(const rows::Row row, seen_row(desk, body.row, body.version));
  TRY_ASSIGN(const rows::Annotation wish, wish_of(body));
  const auto& of = domain::template_of(desk.rows.dataset);
  return rows::annotate(of, desk.rows.dataset.label_names, row, wish);
}

Result<std::int64_t> row_number(const Call& call) {
  const auto number = base::parse_int(call.request.param("row"));
  if (!number) return fail(ErrorCode::kNotFound, "rows are named by their numbers");
  return *number;
}

net::Response row_response(const rows::Row& row) {
  json::Writer out;
  write_row(out, row);
  net::Response response = net::Response::json(200, std::move(out).text());
  response.headers.set("ETag", fmt::format("\"{}\"", row.version));
  return response;
}

Result<net::Response> get_row(const Call& call) {
  TRY_ASSIGN(const DatasetRows rows, rows_of(call, "get"));
  TRY_ASSIGN(const std::int64_t number, row_number(call));
  TRY_ASSIGN(const rows::Row row, rows.set->read(number, track_of(call.actor, rows.dataset)));
  return row_response(row);
}

Result<net::Response> patch_row(const Call& call) {
  TRY_ASSIGN(const Desk desk, desk_of(call));
  TRY_ASSIGN(const json::Value document, json_body(call.request));
  TRY_ASSIGN(RowBody body, row_body(document));
  TRY_ASSIGN(body.row, row_number(call));
  TRY_ASSIGN(const auto expected, if_match(call.request));
  if (expected) body.version = expected;
  TRY_ASSIGN(rows::RowEdit edit, edit_of(desk, body));
  TRY_ASSIGN(const auto written, write(call, desk, {std::move(edit)}));
  return row_response(written[0]);
}

Result<net::Response> delete_row(const Call& call) {
  TRY_ASSIGN(const Desk desk, desk_of(call));
  if (!desk.track.empty())
    return fail(ErrorCode::kForbidden, "who labels a second time removes no rows");
  TRY_ASSIGN(const std::int64_t number, row_number(call));
  TRY_ASSIGN(const auto expected, if_match(call.request));
  TRY_ASSIGN(const rows::Row row, seen_row(desk, number, expected));
  TRY(write(call, desk, {rows::remove_row(domain::template_of(desk.rows.dataset), row)}));
  return net::Response{.status = 204};
}

// Many rows at once, all or none.
Result<net::Response> annotate_rows(const Call& call) {
  TRY_ASSIGN(const Desk desk, desk_of(call));
  TRY_ASSIGN(const json::Value document, json_body(call.request));
  const json::Value* list = document.find("rows");
  if (list == nullptr || list->as_array() == nullptr || list->as_array()->empty())
    return base::invalid_field("rows", "must be a list of rows");
  if (list->as_array()->size() > kMostAtOnce)
    return base::invalid_field("rows", fmt::format("must be at most {}", kMostAtOnce));
  std::vector<rows::RowEdit> edits;
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < list->as_array()->size(); ++i) {
    const auto edit = [&]() -> Result<rows::RowEdit> {
      TRY_ASSIGN(const RowBody body, row_body((*list->as_array())[i]));
      if (!seen.insert(body.row).second) return base::invalid_field("row", "is named twice");
      return edit_of(desk, body);
    }();
    if (!edit) {
      Error error = edit.error();
      for (auto& violation : error.violations)
        violation.field = fmt::format("rows[{}].{}", i, violation.field);
      return error;
    }
    edits.push_back(*edit);
  }
  TRY_ASSIGN(const auto written, write(call, desk, std::move(edits)));
  json::Writer out;
  out.begin_object().key("rows").begin_array();
  for (const auto& row : written) write_row(out, row);
  out.end_array().end_object();
  return net::Response::json(200, std::move(out).text());
}

Result<net::Response> row_history(const Call& call) {
  TRY_ASSIGN(const DatasetRows rows, rows_of(call, "get"));
  if (!track_of(call.actor, rows.dataset).empty())
    return fail(ErrorCode::kForbidden, "who labels a second time does not see the first");
  TRY_ASSIGN(const std::int64_t number, row_number(call));
  TRY_ASSIGN(const auto history, rows.set->history(number));
  json::Writer out;
  out.begin_object().key("items").begin_array();
  for (const auto& row : history) write_row(out, row);
  out.end_array().end_object();
  return net::Response::json(200, std::move(out).text());
}

json::Value number_or_null(std::optional<double> number) {
  return number ? json::Value(*number) : json::Value();
}

Result<net::Response> show_agreement(const Call& call) {
  TRY_ASSIGN(const DatasetRows rows, rows_of(call, "annotate"));
  const std::string& second = rows.dataset.second_annotator;
  if (second.empty())
    return fail(ErrorCode::kConflict,
                "nobody labels the data set a second time: set "
                "second_annotator");
  TRY_ASSIGN(const auto found,
             rows::agreement(domain::template_of(rows.dataset), *rows.set, second));
  return net::Response::json(
      200, json::dump(json::Object{{"second_annotator", second},
                                   {"rows", found.rows},
                                   {"cohens_kappa", number_or_null(found.labels)},
                                   {"kendalls_tau_relevance", number_or_null(found.relevance)},
                                   {"kendalls_tau_safety", number_or_null(found.safety)}}));
}

}  // namespace

void add_dataset_annotate_routes(Routes& routes) {
  const std::string one = collection_path(LabeledDataset::kind()) + "/{id}";
  const auto op = [&](std::string method, const std::string& path, std::string_view verb,
                      std::string summary) {
    return Operation{.method = std::move(method),
                     .path = one + path,
                     .summary = std::move(summary),
                     .tag = "labeled-datasets",
                     .permission = fmt::format("labeled_dataset.{}", verb),
                     .response_schema = json::Object{{"type", "object"}}};
  };
  const json::Value body = describe::schema(kRowTable, describe::SchemaFor::kUpdate, nullptr);
  routes.add(op("GET", "/rows/{row}", "get", "One row."), get_row);
  Operation patch = op("PATCH", "/rows/{row}", "annotate",
                       "Change a row's fields, labels, tags or orders (If-Match: its version).");
  patch.request_schema = body;
  routes.add(std::move(patch), patch_row);
  Operation remove = op("DELETE", "/rows/{row}", "annotate", "Remove a row (If-Match).");
  remove.response_schema = {};
  remove.success_status = 204;
  routes.add(std::move(remove), delete_row);
  Operation many = op("POST", ":annotate", "annotate", "Change many rows, all or none.");
  many.request_schema = json::Object{
      {"type", "object"},
      {"properties", json::Object{{"rows", json::Object{{"type", "array"}, {"items", body}}}}},
      {"required", json::Array{"rows"}},
      {"additionalProperties", false}};
  routes.add(std::move(many), annotate_rows);
  routes.add(op("GET", "/rows/{row}/history", "get", "What became of a row, the newest first."),
             row_history);
  routes.add(op("GET", ":agreement", "annotate",
                "How far the second annotator agrees: Cohen's kappa, Kendall's tau."),
             show_agreement);
}

}  // namespace millrace::api
