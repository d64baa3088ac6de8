// What was used, out of the ledger: by workspace, user, run, node or resource. Administrators see
// all of it, workspace administrators their workspaces, everybody else what they used themselves.
#include <fmt/core.h>

#include <algorithm>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/route_groups.h"
#include "api/workload_run.h"
#include "resource/machines.h"
#include "resource/people.h"
#include "resource/run.h"
#include "store/ledger_views.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using store::UsageQuery;
using store::UsageRow;

constexpr base::Duration kUsualSpan = std::chrono::hours(30 * 24);
// The ledger books an end when it is seen, a moment after it happened.
constexpr base::Duration kEndedLater = std::chrono::hours(1);
constexpr std::size_t kMostRows = 5'000;

enum class By { kWorkspace, kUser, kRun, kNode, kResource };

struct Question {
  UsageQuery query{};
  By by = By::kWorkspace;
};

Result<By> parse_by(std::string_view word) {
  if (word == "workspace") return By::kWorkspace;
  if (word == "user") return By::kUser;
  if (word == "run") return By::kRun;
  if (word == "node") return By::kNode;
  if (word == "resource") return By::kResource;
  return base::invalid_field("by", "must be one of: workspace, user, run, node, resource");
}

UsageQuery::By column(By by) {
  switch (by) {
    case By::kUser:
      return UsageQuery::By::kUser;
    case By::kRun:
      return UsageQuery::By::kRun;
    case By::kNode:
      return UsageQuery::By::kNode;
    case By::kWorkspace:
    case By::kResource:
      break;
  }
  return UsageQuery::By::kWorkspace;
}

std::string text_of(const net::Request& request, std::string_view name) {
  const std::string* text = request.query_value(name);
  return text == nullptr ? "" : *text;
}

Result<Question> question(const Call& call, std::string_view by) {
  Question asked;
  TRY_ASSIGN(asked.by, parse_by(by));
  TRY_ASSIGN(const auto from, time_query(call.request, "from"));
  TRY_ASSIGN(const auto to, time_query(call.request, "to"));
  asked.query.to = to.value_or(call.services.clock.now());
  asked.query.from = from.value_or(asked.query.to - kUsualSpan);
  if (asked.query.from >= asked.query.to)
    return base::invalid_field("from", "must be before \"to\"");
  asked.query.by = column(asked.by);
  asked.query.user_id = text_of(call.request, "user");
  asked.query.run = text_of(call.request, "run");
  asked.query.resource = text_of(call.request, "resource");
  return asked;
}

// Ids under which the same question is asked and the answers added up.
struct Scope {
  std::string workspace{};  // empty: all
  std::string user{};       // empty: everybody
};

bool leads(const std::vector<resource::MemberRole>& roles) {
  return std::find(roles.begin(), roles.end(), resource::MemberRole::kWorkspaceAdmin) !=
         roles.end();
}

std::vector<Scope> scopes_of(const domain::Actor& actor, const std::string& workspace) {
  if (actor.is_administrator()) return {{.workspace = workspace}};
  std::vector<Scope> scopes;
  for (const auto& [id, roles] : actor.roles)
    if (workspace.empty() || workspace == id)
      scopes.push_back({.workspace = id, .user = leads(roles) ? "" : actor.user_id});
  return scopes;
}

// The rows of all scopes, those of one key and resource as one.
Result<std::vector<UsageRow>> rows_of(store::ReadTx& tx, const Question& asked,
                                      const std::vector<Scope>& scopes, base::Time now) {
  std::map<std::pair<std::string, std::string>, std::int64_t> sums;
  for (const Scope& scope : scopes) {
    UsageQuery query = asked.query;
    query.workspace = scope.workspace;
    if (!scope.user.empty()) {
      if (!query.user_id.empty() && query.user_id != scope.user) continue;
      query.user_id = scope.user;
    }
    TRY_ASSIGN(const auto rows, store::usage(tx, query, now));
    for (const auto& row : rows)
      sums[{asked.by == By::kResource ? row.resource : row.key, row.resource}] += row.amount_ms;
  }
  std::vector<UsageRow> out;
  for (const auto& [key, amount] : sums) out.push_back({key.first, key.second, amount});
  if (out.size() > kMostRows)
    return base::invalid_field("from", fmt::format("asks for more than {} rows; narrow the span or "
                                                   "name a workspace, user or run",
                                                   kMostRows));
  return out;
}

// As people know it, also after it was deleted; the id itself when it is long gone.
std::string name_of(store::ReadTx& tx, By by, const std::string& id) {
  const auto named = [&](const resource::Kind& kind) {
    const auto found = store::ObjectTable::of(kind).get(tx, id, store::Deleted::kInclude);
    return found ? (*found)->name : id;
  };
  switch (by) {
    case By::kWorkspace:
      return named(resource::Workspace::kind());
    case By::kUser:
      return named(resource::User::kind());
    case By::kRun:
      return named(resource::Run::kind());
    case By::kNode:
      return named(resource::Node::kind());
    case By::kResource:
      break;
  }
  return id;
}

struct Unit {
  std::string_view name;
  double size;
};

// The ledger books thousandths of cores, bytes, and whole cards.
Unit unit_of(std::string_view resource) {
  if (resource == "cpu") return {"core_hours", 1'000};
  if (resource == "memory") return {"gib_hours", 1'073'741'824.0};
  return {"card_hours", 1};
}

Result<net::Response> answer(const Call& call, const Question& asked, std::string_view by,
                             const std::vector<Scope>& scopes) {
  std::vector<UsageRow> rows;
  std::map<std::string, std::string> names;
  base::Time now{};
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    names.clear();
    TRY_ASSIGN(now, store::ledger_now(tx, call.services.clock.now()));
    TRY_ASSIGN(rows, rows_of(tx, asked, scopes, now));
    for (const auto& row : rows)
      if (!names.contains(row.key)) names[row.key] = name_of(tx, asked.by, row.key);
    return {};
  }));
  json::Writer out;
  out.begin_object().key("from").string(base::format_rfc3339(asked.query.from));
  out.key("to").string(base::format_rfc3339(std::min(asked.query.to, now)));
  out.key("by").string(by).key("items").begin_array();
  for (const auto& row : rows) {
    const Unit unit = unit_of(row.resource);
    out.begin_object().key("key").string(row.key).key("name").string(names[row.key]);
    out.key("resource").string(row.resource).key("amount_ms").integer(row.amount_ms);
    out.key("unit").string(unit.name);
    out.key("amount")
        .number(static_cast<double>(row.amount_ms) / unit.size / 3'600'000)
        .end_object();
  }
  out.end_array().end_object();
  return net::Response::json(200, std::move(out).text());
}

Result<net::Response> show_usage(const Call& call) {
  std::string by = text_of(call.request, "by");
  if (by.empty()) by = "workspace";
  TRY_ASSIGN(Question asked, question(call, by));
  if (asked.by == By::kNode && !call.actor.is_administrator())
    return fail(ErrorCode::kForbidden, "usage by node is for administrators");
  std::string workspace = text_of(call.request, "workspace");
  if (!workspace.empty())
    TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
      const auto found = store::Table<resource::Workspace>().find(tx, "", workspace);
      if (found) workspace = found->id;  // else an id of one that is gone
      return {};
    }));
  return answer(call, asked, by, scopes_of(call.actor, workspace));
}

Result<net::Response> run_usage(const Call& call, const resource::Kind& kind) {
  TRY_ASSIGN(const WorkloadRun found, workload_run(call, kind, "get"));
  Question asked{.query = {}, .by = By::kResource};
  asked.query.from = found.run.created_at;
  asked.query.to = found.run.ended_at.value_or(call.services.clock.now()) + kEndedLater;
  asked.query.run = found.run.id;
  return answer(call, asked, "resource", {Scope{}});
}

// What the nodes had, and what became of it: capacity = allocated + idle + unavailable.
Result<net::Response> node_usage(const Call& call) {
  if (!call.actor.is_administrator())
    return fail(ErrorCode::kForbidden, "the usage of nodes is for administrators");
  TRY_ASSIGN(const Question asked, question(call, "node"));
  std::vector<store::NodeUsage> rows;
  std::map<std::string, std::string> names;
  base::Time now{};
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    names.clear();
    TRY_ASSIGN(now, store::ledger_now(tx, call.services.clock.now()));
    TRY_ASSIGN(rows, store::node_usage(tx, asked.query.from, asked.query.to, now));
    for (const auto& row : rows) names[row.node] = name_of(tx, By::kNode, row.node);
    return {};
  }));
  json::Array items;
  for (const auto& row : rows)
    items.emplace_back(json::Object{{"node", row.node},
                                    {"name", names[row.node]},
                                    {"resource", row.resource},
                                    {"capacity_ms", row.capacity_ms},
                                    {"allocated_ms", row.allocated_ms},
                                    {"idle_ms", row.idle_ms},
                                    {"unavailable_ms", row.unavailable_ms}});
  return net::Response::json(
      200, json::dump(json::Object{{"from", base::format_rfc3339(asked.query.from)},
                                   {"to", base::format_rfc3339(std::min(asked.query.to, now))},
                                   {"items", std::move(items)}}));
}

json::Value node_usage_schema() {
  const auto type = [](const char* name) { return json::Object{{"type", name}}; };
  const json::Object time{{"type", "string"}, {"format", "date-time"}};
  json::Object properties{
      {"node", type("string")}, {"name", type("string")}, {"resource", type("string")}};
  json::Array required{"node", "name", "resource"};
  for (const char* name : {"capacity_ms", "allocated_ms", "idle_ms", "unavailable_ms"}) {
    properties[name] = type("integer");
    required.emplace_back(name);
  }
  const json::Object item{{"type", "object"},
                          {"properties", std::move(properties)},
                          {"required", std::move(required)},
                          {"additionalProperties", false}};
  return json::Object{
      {"type", "object"},
      {"properties", json::Object{{"from", time},
                                  {"to", time},
                                  {"items", json::Object{{"type", "array"}, {"items", item}}}}},
      {"required", json::Array{"from", "to", "items"}},
      {"additionalProperties", false}};
}

json::Value usage_schema() {
  const auto type = [](const char* name) { return json::Object{{"type", name}}; };
  const json::Object item{
      {"type", "object"},
      {"properties",
       json::Object{
           {"key", type("string")},
           {"name", type("string")},
           {"resource", type("string")},
           {"amount_ms", type("integer")},
           {"unit", json::Object{{"enum", json::Array{"core_hours", "gib_hours", "card_hours"}}}},
           {"amount", type("number")}}},
      {"required", json::Array{"key", "name", "resource", "amount_ms", "unit", "amount"}},
      {"additionalProperties", false}};
  const json::Object time{{"type", "string"}, {"format", "date-time"}};
  return json::Object{
      {"type", "object"},
      {"properties", json::Object{{"from", time},
                                  {"to", time},
                                  {"by", type("string")},
                                  {"items", json::Object{{"type", "array"}, {"items", item}}}}},
      {"required", json::Array{"from", "to", "by", "items"}},
      {"additionalProperties", false}};
}

}  // namespace

void add_usage_routes(Routes& routes) {
  routes.add({.method = "GET",
              .path = "/api/v1/usage",
              .summary = "What was used, by workspace, user, run, node or resource.",
              .tag = "usage",
              .permission = "",
              .response_schema = usage_schema(),
              .query = {"from", "to", "by", "workspace", "user", "run", "resource"}},
             show_usage);
  routes.add({.method = "GET",
              .path = "/api/v1/usage/nodes",
              .summary = "What the nodes had: allocated, idle, unavailable. For administrators.",
              .tag = "usage",
              .permission = "",
              .response_schema = node_usage_schema(),
              .query = {"from", "to"}},
             node_usage);
  for (const resource::Kind* kind : workload_kinds())
    routes.add({.method = "GET",
                .path = collection_path(*kind) + "/{id}/runs/{run}/usage",
                .summary = "What the run has used so far.",
                .tag = std::string(kind->plural),
                .permission = std::string(kind->name) + ".get",
                .response_schema = usage_schema()},
               [kind](const Call& call) { return run_usage(call, *kind); });
}

}  // namespace millrace::api
