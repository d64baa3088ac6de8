// Runs of a workload, and the events of objects and runs.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/route_groups.h"
#include "api/workload_run.h"
#include "base/strings.h"
#include "resource/training_job.h"
#include "store/event_log.h"
#include "store/table.h"

namespace millrace::api {

Result<WorkloadRun> workload_run(const Call& call, const resource::Kind& kind,
                                 std::string_view verb) {
  TRY_ASSIGN(auto object, object_of(call, kind, verb));
  const std::string& name = call.request.param("run");
  WorkloadRun found;
  const Error missing =
      fail(ErrorCode::kNotFound, fmt::format("\"{}\" has no run \"{}\"", object->name, name));
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    const auto& workload = static_cast<const resource::Workload&>(*object);
    auto run = store::Table<resource::Run>().find(tx, object->workspace,
                                                  name == "current" ? workload.current_run : name);
    if (!run) return run.error().code == ErrorCode::kNotFound ? missing : run.error();
    if (run->workload != object->id) return missing;
    found.run = std::move(*run);
    return {};
  }));
  found.workload = std::move(object);
  return found;
}

Result<std::int64_t> instance_of(const Call& call, const resource::Run& run) {
  const auto index = base::parse_int(call.request.param("instance"));
  if (!index || *index < 0 || *index >= static_cast<std::int64_t>(run.instances.size()))
    return fail(ErrorCode::kNotFound,
                fmt::format("the run has {} instances, numbered from 0", run.instances.size()));
  return *index;
}

namespace {

using resource::Kind;

Result<net::Response> list_runs(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const auto workload, object_of(call, kind, "get"));
  store::ListQuery query{.workspaces = std::vector{workload->workspace},
                         .filter = {store::where("workload", workload->id)}};
  TRY_ASSIGN(query.page_size, page_size(call.request));
  if (const std::string* token = call.request.query_value("page_token")) query.page_token = *token;
  store::ObjectPage page;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(page, store::ObjectTable::of(resource::Run::kind()).list(tx, query));
    return {};
  }));
  json::Writer out;
  out.begin_object().key("items").begin_array();
  for (const auto& run : page.items)
    out.value(resource::to_json(resource::Run::kind(), describe::View::kPublic, *run));
  out.end_array().key("next_page_token").string(page.next_page_token);
  out.key(page.total.precision == store::ListTotal::Precision::kExact ? "total" : "total_at_least")
      .integer(page.total.count)
      .end_object();
  return net::Response::json(200, std::move(out).text());
}

Result<net::Response> get_run(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const WorkloadRun found, workload_run(call, kind, "get"));
  return object_response(200, resource::Run::kind(), found.run);
}

json::Value to_json(const store::Event& e) {
  return json::Object{{"rev", e.rev},
                      {"at", base::format_rfc3339(e.at)},
                      {"type", store::word(e.type)},
                      {"reason", e.reason},
                      {"message", e.message},
                      {"kind", e.kind},
                      {"object", e.object_id},
                      {"object_name", e.object_name},
                      {"run", e.run},
                      {"attempt", e.attempt},
                      {"instance", e.instance},
                      {"actor", e.actor},
                      {"actor_name", e.actor_name},
                      {"details", e.details}};
}

Result<net::Response> events_response(const Call& call, store::EventQuery query) {
  TRY_ASSIGN(query.limit, page_size(call.request));
  if (const std::string* order = call.request.query_value("order"); order && *order == "newest")
    query.order = store::EventQuery::Order::kNewestFirst;
  if (const std::string* token = call.request.query_value("page_token"); token && !token->empty()) {
    const auto rev = base::parse_int(*token);
    if (!rev || *rev <= 0) return base::invalid_field("page_token", "is not one of this list");
    query.cursor = *rev;
  }
  std::vector<store::Event> events;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(events, store::list_events(tx, query));
    return {};
  }));
  json::Array items;
  for (const auto& e : events) items.push_back(to_json(e));
  const bool more = events.size() == static_cast<std::size_t>(query.limit);
  return net::Response::json(
      200,
      json::dump(json::Object{{"items", std::move(items)},
                              {"next_page_token", more ? std::to_string(events.back().rev) : ""}}));
}

Result<net::Response> object_events(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const auto object, object_of(call, kind, "events"));
  return events_response(call, {.object_id = object->id});
}

Result<net::Response> run_events(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const WorkloadRun found, workload_run(call, kind, "events"));
  return events_response(call, {.run = found.run.id});
}

}  // namespace

void add_run_routes(Routes& routes) {
  for (const Kind* kind : workload_kinds()) {
    const std::string one = collection_path(*kind) + "/{id}", tag(kind->plural);
    const std::string get = std::string(kind->name) + ".get";
    routes.add({.method = "GET",
                .path = one + "/runs",
                .summary = "Runs, newest first.",
                .tag = tag,
                .permission = get,
                .response_schema = schema_ref(resource::Run::kind(), "List"),
                .query = {"page_size", "page_token"}},
               [kind](const Call& call) { return list_runs(call, *kind); });
    routes.add({.method = "GET",
                .path = one + "/runs/{run}",
                .summary = "One run; \"current\" is the newest.",
                .tag = tag,
                .permission = get,
                .response_schema = schema_ref(resource::Run::kind(), "")},
               [kind](const Call& call) { return get_run(call, *kind); });
    const std::vector<std::string> query{"page_size", "page_token", "order"};
    routes.add({.method = "GET",
                .path = one + "/events",
                .summary = "What happened to it and its runs.",
                .tag = tag,
                .permission = "workload.events",
                .response_schema = json::Object{{"type", "object"}},
                .query = query},
               [kind](const Call& call) { return object_events(call, *kind); });
    routes.add({.method = "GET",
                .path = one + "/runs/{run}/events",
                .summary = "What happened to the run.",
                .tag = tag,
                .permission = "workload.events",
                .response_schema = json::Object{{"type", "object"}},
                .query = query},
               [kind](const Call& call) { return run_events(call, *kind); });
  }
}

}  // namespace millrace::api
