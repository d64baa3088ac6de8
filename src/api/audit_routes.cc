// The audit log, for administrators: newest first, by cursor.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/route_groups.h"
#include "base/strings.h"
#include "store/audit_log.h"

namespace millrace::api {
namespace {

std::string query_text(const net::Request& request, std::string_view name) {
  const std::string* text = request.query_value(name);
  return text ? *text : std::string();
}

Result<store::AuditQuery> audit_query(const net::Request& request) {
  store::AuditQuery query{.actor = query_text(request, "actor"),
                          .object_id = query_text(request, "object"),
                          .workspace = query_text(request, "workspace"),
                          .kind = query_text(request, "kind"),
                          .action = query_text(request, "action")};
  if (const std::string* outcome = request.query_value("outcome")) {
    for (const auto o : {store::AuditOutcome::kAllowed, store::AuditOutcome::kRefused,
                         store::AuditOutcome::kFailed})
      if (word(o) == *outcome) query.outcome = o;
    if (!query.outcome)
      return base::invalid_field("outcome", "must be one of: allowed, refused, failed");
  }
  TRY_ASSIGN(query.from, time_query(request, "from"));
  TRY_ASSIGN(query.to, time_query(request, "to"));
  TRY_ASSIGN(query.limit, page_size(request));
  if (const std::string* token = request.query_value("page_token"); token && !token->empty()) {
    const auto rev = base::parse_int(*token);
    if (!rev || *rev <= 0) return base::invalid_field("page_token", "is not one of this list");
    query.before_rev = *rev;
  }
  return query;
}

json::Value to_json(const store::AuditRecord& r) {
  return json::Object{{"rev", r.rev},
                      {"at", base::format_rfc3339(r.at)},
                      {"actor", r.actor},
                      {"actor_name", r.actor_name},
                      {"address", r.address},
                      {"action", r.action},
                      {"kind", r.kind},
                      {"object", r.object_id},
                      {"object_name", r.object_name},
                      {"workspace", r.workspace},
                      {"outcome", store::word(r.outcome)},
                      {"times", r.times},
                      {"detail", r.detail}};
}

Result<net::Response> list_records(const Call& call) {
  TRY(authorize(call.actor, "audit_record.list", ""));
  TRY_ASSIGN(const store::AuditQuery query, audit_query(call.request));
  std::vector<store::AuditRecord> records;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(records, store::list_audit(tx, query));
    return {};
  }));
  json::Array items;
  for (const auto& record : records) items.push_back(to_json(record));
  const bool more = records.size() == static_cast<std::size_t>(query.limit);
  return net::Response::json(
      200, json::dump(
               json::Object{{"items", std::move(items)},
                            {"next_page_token", more ? std::to_string(records.back().rev) : ""}}));
}

}  // namespace

void add_audit_routes(Routes& routes) {
  routes.add({.method = "GET",
              .path = "/api/v1/audit-records",
              .summary = "Who did what, or was refused; newest first.",
              .tag = "audit-records",
              .permission = "audit_record.list",
              .response_schema = json::Object{{"type", "object"}},
              .query = {"actor", "object", "workspace", "kind", "action", "outcome", "from", "to",
                        "page_size", "page_token"}},
             list_records);
}

}  // namespace millrace::api
