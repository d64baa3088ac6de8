// Resource metrics and training scalars of runs, several runs beside each other, and the server's
// own counters for Prometheus.
#include <fmt/core.h>

#include <optional>
#include <set>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/route_groups.h"
#include "api/workload_run.h"
#include "base/strings.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::Kind;
using resource::Run;

// "a,b": all values of the parameter, taken apart at commas.
std::vector<std::string> list_query(const net::Request& request, std::string_view name) {
  std::vector<std::string> items;
  for (const auto& [key, value] : request.query)
    if (key == name)
      for (const auto item : base::split(value, ','))
        if (!item.empty()) items.emplace_back(item);
  return items;
}

// RFC 3339, or milliseconds since 1970; 0 when absent.
Result<std::int64_t> when(const net::Request& request, std::string_view name) {
  const std::string* text = request.query_value(name);
  if (text == nullptr || text->empty()) return std::int64_t{0};
  if (const auto ms = base::parse_int(*text)) return *ms;
  TRY_ASSIGN(const auto time, time_query(request, name));
  return base::unix_ms(*time);
}

// The run of the path or of ?run=; the current one when neither names any; none before the first
// start.
Result<std::optional<Run>> run_of(const Call& call, const Kind& kind, std::string_view run) {
  TRY_ASSIGN(const auto object, object_of(call, kind, "metrics"));
  const auto& workload = static_cast<const resource::Workload&>(*object);
  const std::string name(run.empty() || run == "current" ? workload.current_run : run);
  if (name.empty()) return std::optional<Run>();
  const Error missing =
      fail(ErrorCode::kNotFound, fmt::format("\"{}\" has no run \"{}\"", object->name, name));
  Run found;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    auto row = store::Table<Run>().find(tx, object->workspace, name);
    if (!row) return row.error().code == ErrorCode::kNotFound ? missing : row.error();
    found = std::move(*row);
    return found.workload == object->id ? Result<void>() : missing;
  }));
  return std::optional(std::move(found));
}

Result<net::Response> run_metrics(const Call& call, const Kind& kind, std::string_view run_name) {
  TRY_ASSIGN(const auto run, run_of(call, kind, run_name));
  metrics::SeriesQuery query{.subject = run ? run->id : "",
                             .names = list_query(call.request, "names")};
  TRY_ASSIGN(query.from_ms, when(call.request, "from"));
  TRY_ASSIGN(query.to_ms, when(call.request, "to"));
  if (const std::string* step = call.request.query_value("step")) {
    TRY_ASSIGN(query.step, metrics::parse_step(*step));
  }
  if (const std::string* by = call.request.query_value("by")) {
    TRY_ASSIGN(query.by, metrics::parse_by(*by));
  }
  if (const std::string* instance = call.request.query_value("instance")) {
    query.instance = base::parse_int(*instance);
    if (!query.instance)
      return base::invalid_field("instance", "must be the number of an instance");
  }
  TRY_ASSIGN(const metrics::Answer answer, call.services.series.query(query));
  return net::Response::json(200, metrics::to_json(answer));
}

Result<metrics::ScalarQuery> scalar_query(const net::Request& request,
                                          std::vector<std::string> runs) {
  metrics::ScalarQuery query{std::move(runs), list_query(request, "tags")};
  if (const std::string* points = request.query_value("points")) {
    const auto most = base::parse_int(*points);
    if (!most || *most < 0) return base::invalid_field("points", "must be a number");
    query.most_points = static_cast<std::size_t>(*most);
  }
  return query;
}

Result<net::Response> run_scalars(const Call& call, const Kind& kind, std::string_view run_name) {
  TRY_ASSIGN(const auto run, run_of(call, kind, run_name));
  TRY_ASSIGN(const metrics::ScalarQuery query, scalar_query(call.request, {run ? run->id : ""}));
  TRY_ASSIGN(const metrics::Answer answer, call.services.scalars.query(query));
  return net::Response::json(200, metrics::to_json(answer));
}

using Flat = std::map<std::string, std::string>;

// {"roles":[{"resources":{"cards":1}}]} → "roles[0].resources.cards": "1"
void flatten(const json::Value& value, const std::string& path, Flat& out) {
  if (const auto* object = value.as_object()) {
    const json::Value* name = object->find("name");
    const json::Value* content = object->find("value");
    if (object->size() == 2 && name != nullptr && name->as_string() != nullptr &&
        content != nullptr) {
      flatten(*content, path.substr(0, path.rfind('[')) + "." + *name->as_string(), out);  // env.LR
      return;
    }
    for (const auto& [key, member] : *object)
      flatten(member, path.empty() ? key : path + "." + key, out);
  } else if (const auto* items = value.as_array()) {
    for (std::size_t i = 0; i < items->size(); ++i)
      flatten((*items)[i], fmt::format("{}[{}]", path, i), out);
  } else {
    out[path] = value.as_string() ? *value.as_string() : json::dump(value);
  }
}

// What is not the same in all of the runs: name, then each run's value, null where it has none.
json::Array differing(const std::vector<Run>& runs) {
  std::vector<Flat> all(runs.size());
  std::set<std::string> names;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    flatten(runs[i].spec, "", all[i]);
    all[i].erase("run_id");
    for (const auto& [name, value] : all[i]) names.insert(name);
  }
  json::Array table;
  for (const std::string& name : names) {
    json::Object values;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const auto found = all[i].find(name);
      values[runs[i].id] = found == all[i].end() ? json::Value() : json::Value(found->second);
      seen.insert(found == all[i].end() ? "" : "=" + found->second);
    }
    if (seen.size() > 1)
      table.emplace_back(json::Object{{"name", name}, {"values", std::move(values)}});
  }
  return table;
}

// ?runs=ID,ID: 2 to 20 runs of one's choice beside each other, of any workloads of the kind.
Result<net::Response> compare(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const resource::Workspace workspace, workspace_of(call));
  const auto names = list_query(call.request, "runs");
  if (names.size() < 2 || names.size() > metrics::ScalarsStore::kMostRuns)
    return base::invalid_field("runs",
                               fmt::format("name 2 to {} runs", metrics::ScalarsStore::kMostRuns));
  std::vector<Run> runs;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    runs.clear();
    for (const auto& name : names) {
      TRY_ASSIGN(Run run, store::Table<Run>().find(tx, workspace.id, name));
      if (run.workload_kind != kind.name)
        return fail(ErrorCode::kNotFound, fmt::format("there is no run \"{}\" of this kind", name));
      TRY(authorize_object(call.actor, kind, "metrics", run));
      runs.push_back(std::move(run));
    }
    return {};
  }));
  std::vector<std::string> ids;
  for (const Run& run : runs) ids.push_back(run.id);
  TRY_ASSIGN(const metrics::ScalarQuery query, scalar_query(call.request, std::move(ids)));
  TRY_ASSIGN(const metrics::Answer answer, call.services.scalars.query(query));
  json::Writer out;
  out.begin_object().key("step").string(answer.step).key("series").begin_array();
  for (const metrics::Series& series : answer.series) metrics::write_series(series, out);
  out.end_array().key("parameters").value(json::Value(differing(runs))).end_object();
  return net::Response::json(200, std::move(out).text());
}

json::Value answer_schema(bool with_parameters) {
  const auto type = [](const char* name) { return json::Object{{"type", name}}; };
  const json::Value maybe = json::Object{{"type", json::Array{"number", "null"}}};
  const json::Object summary{
      {"type", "object"},
      {"properties",
       json::Object{
           {"max", maybe}, {"min", maybe}, {"mean", maybe}, {"median", maybe}, {"p75", maybe}}},
      {"required", json::Array{"max", "min", "mean", "median", "p75"}},
      {"additionalProperties", false}};
  const json::Object point{{"type", "array"},
                           {"prefixItems", json::Array{type("integer"), maybe}},
                           {"minItems", 2},
                           {"items", false}};
  const json::Object texts{{"type", "object"}, {"additionalProperties", type("string")}};
  const json::Object series{
      {"type", "object"},
      {"properties",
       json::Object{{"name", type("string")},
                    {"stat", type("string")},
                    {"labels", texts},
                    {"points", json::Object{{"type", "array"}, {"items", point}}},
                    {"wall_ms", json::Object{{"type", "array"}, {"items", type("integer")}}},
                    {"summary", summary}}},
      {"required", json::Array{"name", "stat", "labels", "points", "summary"}},
      {"additionalProperties", false}};
  json::Object properties{{"step", type("string")},
                          {"series", json::Object{{"type", "array"}, {"items", series}}}};
  if (with_parameters)
    properties["parameters"] = json::Object{{"type", "array"}, {"items", type("object")}};
  return json::Object{{"type", "object"},
                      {"properties", std::move(properties)},
                      {"required", json::Array{"step", "series"}},
                      {"additionalProperties", false}};
}

}  // namespace

void add_counters_route(Routes& routes, net::Server& server) {
  Services& services = routes.services();
  server.route("GET", "/metrics", [&services](const net::Request&) -> Result<net::Response> {
    return net::Response::text(200, services.counters.text(),
                               std::string(metrics::Exposition::kContentType));
  });
}

void add_monitoring_routes(Routes& routes) {
  for (const Kind* kind : workload_kinds()) {
    const std::string one = collection_path(*kind) + "/{id}";
    const auto op = [&](std::string path, std::string summary, std::vector<std::string> query) {
      return Operation{.method = "GET",
                       .path = std::move(path),
                       .summary = std::move(summary),
                       .tag = std::string(kind->plural),
                       .permission = "workload.metrics",
                       .response_schema = answer_schema(false),
                       .query = std::move(query)};
    };
    const std::vector<std::string> of_metrics{"names", "from", "to", "step", "by", "instance"};
    routes.add(op(one + "/metrics", "Resource metrics of the current run.", of_metrics),
               [kind](const Call& call) { return run_metrics(call, *kind, ""); });
    routes.add(
        op(one + "/runs/{run}/metrics", "Resource metrics of a run.", of_metrics),
        [kind](const Call& call) { return run_metrics(call, *kind, call.request.param("run")); });
    routes.add(
        op(one + "/scalars", "Training scalars of a run, the current one if ?run= names none.",
           {"tags", "run", "points"}),
        [kind](const Call& call) {
          const std::string* run = call.request.query_value("run");
          return run_scalars(call, *kind, run == nullptr ? "" : *run);
        });
    routes.add(
        op(one + "/runs/{run}/scalars", "Training scalars of a run.", {"tags", "points"}),
        [kind](const Call& call) { return run_scalars(call, *kind, call.request.param("run")); });
    Operation overlay =
        op(collection_path(*kind) + ":scalars",
           "Scalars of 2 to 20 runs beside each other, with what differs between them.",
           {"runs", "tags", "points"});
    overlay.response_schema = answer_schema(true);
    routes.add(std::move(overlay), [kind](const Call& call) { return compare(call, *kind); });
  }
}

}  // namespace millrace::api
