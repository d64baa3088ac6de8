// The verbs of every kind of workload: start, stop, restart, copy. What they do is in
// domain/run_ops.h.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/idempotent.h"
#include "api/route_groups.h"
#include "api/workload_run.h"
#include "api/workload_start.h"
#include "domain/copy_name.h"
#include "domain/crud.h"
#include "domain/restart.h"

namespace millrace::api {
namespace {

using resource::Kind;
using resource::Object;
using resource::Workload;
using store::ObjectTable;

// Runs `act` on the workload in one transaction and answers with it as it is then.
template <class Act>
Result<net::Response> change(const Call& call, const Kind& kind, std::string_view verb, Act act) {
  TRY_ASSIGN(const auto object, object_of(call, kind, verb));
  std::unique_ptr<Object> after;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY(act(tx, object->id));
    TRY_ASSIGN(after, ObjectTable::of(kind).get(tx, object->id));
    return {};
  }));
  return object_response(200, kind, *after);
}

Result<void> may_use(store::ReadTx& tx, const Call& call, const Kind& kind, const Object& object,
                     const json::Value& body) {
  const auto check = hooks_of(kind).may_use;
  return check ? check(tx, call, object, body) : Result<void>();
}

Result<void> may_start(store::Tx& tx, const Call& call, const Kind& kind, const std::string& id) {
  const auto check = hooks_of(kind).may_start;
  if (check == nullptr) return {};
  TRY_ASSIGN(const auto object, ObjectTable::of(kind).get(tx, id));
  return check(tx, call, *object);
}

Result<net::Response> start(const Call& call, const Kind& kind) {
  return change(call, kind, "start", [&](store::Tx& tx, const std::string& id) -> Result<void> {
    TRY(may_start(tx, call, kind, id));
    TRY(domain::request_start(tx, call.actor, kind, id, call.services.places));
    return {};
  });
}

Result<net::Response> stop(const Call& call, const Kind& kind) {
  return change(call, kind, "stop", [&](store::Tx& tx, const std::string& id) {
    return domain::request_stop(tx, call.actor, kind, id);
  });
}

// The present run ends, then a new one begins: the wish is written down with the stop.
Result<net::Response> restart(const Call& call, const Kind& kind) {
  return change(call, kind, "restart", [&](store::Tx& tx, const std::string& id) -> Result<void> {
    TRY(may_start(tx, call, kind, id));
    return domain::request_restart(tx, call.actor, kind, id, call.services.places);
  });
}

// A new one with the same settings; the body may change any of them, and name it.
Result<net::Response> copy(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const auto source, object_of(call, kind, "copy"));
  TRY(authorize(call.actor, fmt::format("{}.create", kind.name), source->workspace));
  TRY_ASSIGN(const Idempotent idempotent, Idempotent::of(call));
  TRY_ASSIGN(json::Value changes, json_body(call.request));
  if (changes.as_object() == nullptr)
    return fail(ErrorCode::kInvalid, "the body must be a JSON object");
  json::Value body = resource::to_json(kind, describe::View::kSpec, *source);
  (*body.as_object())["name"] = source->name;  // unless it is given: found where it can be kept
  for (const auto& [name, value] : *changes.as_object()) (*body.as_object())[name] = value;
  const std::unique_ptr<Object> decoded = kind.make();
  TRY(resource::decode_body(kind, body, describe::Purpose::kCreate, *decoded));
  decoded->workspace = source->workspace;
  static_cast<Workload&>(*decoded).source = "copy";
  const CollectionHooks& hooks = hooks_of(kind);
  Prepared prepared;
  if (hooks.before_write)
    TRY(hooks.before_write(call, *decoded, describe::Purpose::kCreate, prepared));
  std::unique_ptr<Object> made;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(made, idempotent.earlier(tx, kind));
    if (made) return {};
    made = kind.clone(*decoded);
    if (changes.find("name") == nullptr) {
      TRY_ASSIGN(made->name, domain::copy_name(tx, kind, *source));
    }
    TRY(domain::create(tx, call.actor, kind, source->workspace, *made));
    TRY(may_use(tx, call, kind, *made, body));
    if (static_cast<const Workload&>(*made).start) {
      TRY(authorize_object(call.actor, kind, "start", *made));
      TRY(domain::request_start(tx, call.actor, kind, made->id, call.services.places));
    }
    TRY_ASSIGN(made, ObjectTable::of(kind).get(tx, made->id));
    return idempotent.made(tx, *made);
  }));
  return object_response(201, kind, *made);
}

struct Verb {
  std::string_view name, permission, summary;
  Result<net::Response> (*handle)(const Call&, const Kind&);
  int status = 200;
};
constexpr Verb kVerbs[] = {
    {"start", "start", "Begin a new run; 409 while one is active.", start},
    {"stop", "stop", "Stop the current run; no effect on an ended one.", stop},
    {"restart", "start", "Stop the current run, then begin a new one.", restart},
    {"copy", "copy", "A new one with the same settings; the body changes some.", copy, 201},
};

void add_verb(Routes& routes, const Kind& kind, const Verb& verb) {
  Operation op{.method = "POST",
               .path = fmt::format("{}/{{id}}:{}", collection_path(kind), verb.name),
               .summary = std::string(verb.summary),
               .tag = std::string(kind.plural),
               .permission = fmt::format("{}.{}", kind.name, verb.permission),
               .response_schema = schema_ref(kind, ""),
               .success_status = verb.status};
  if (verb.handle == copy) op.request_schema = schema_ref(kind, "Update");
  routes.add(std::move(op),
             [handle = verb.handle, &kind](const Call& call) { return handle(call, kind); });
}

}  // namespace

Result<void> start_if_asked(store::Tx& tx, const Call& call, Object& object,
                            describe::Purpose purpose, const Prepared&) {
  TRY_ASSIGN(const domain::AnyWorkload found, domain::any_workload(tx, object.id));
  const Kind& kind = *found.kind;
  TRY_ASSIGN(const json::Value body, json_body(call.request));
  TRY(may_use(tx, call, kind, object, body));
  if (!static_cast<const Workload&>(object).start || purpose == describe::Purpose::kUpdate)
    return {};
  TRY(authorize_object(call.actor, kind, "start", object));
  TRY(domain::request_start(tx, call.actor, kind, object.id, call.services.places));
  return {};
}

void add_workload_routes(Routes& routes) {
  for (const Kind* kind : workload_kinds())
    for (const Verb& verb : kVerbs) add_verb(routes, *kind, verb);
}

}  // namespace millrace::api
