#include "api/collection.h"

#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/idempotent.h"
#include "api/watch.h"
#include "auth/permissions.h"
#include "domain/crud.h"
#include "store/object_table.h"

namespace millrace::api {
namespace {

using describe::Purpose;
using resource::Kind;
using resource::Object;
using store::ObjectTable;

constexpr std::string_view kSchemaList = "List";

Result<net::Response> list_objects(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const store::Place place, list_place_of(call, kind));
  const std::string& workspace = place.workspace;
  TRY(authorize(call.actor, fmt::format("{}.list", kind.name), workspace));
  if (const std::string* watch = call.request.query_value("watch"); watch && *watch == "true")
    return watch_objects(call, kind, place);
  const auto fields = resource::filter_fields(kind);
  store::ListQuery query;
  if (kind.scope == resource::Scope::kWorkspace) query.workspaces = std::vector{workspace};
  if (kind.presets == resource::Presets::kReadable) query.workspaces->emplace_back();
  if (const std::string* text = call.request.query_value("filter")) {
    TRY_ASSIGN(query.filter, describe::parse_filter(*text, fields));
  }
  if (!place.parent.empty())
    query.filter.push_back(
        {std::string(kind.parent.field), describe::FilterOp::kEqual, place.parent});
  if (const std::string* text = call.request.query_value("order_by")) {
    TRY_ASSIGN(query.order, describe::parse_order(*text, fields));
  }
  TRY_ASSIGN(query.page_size, page_size(call.request));
  if (const std::string* token = call.request.query_value("page_token")) query.page_token = *token;
  if (!is_below_shared(call, kind, place)) query.visible = visible_to(call.actor, kind, workspace);
  // Read before the page: a watch from here misses nothing.
  const std::int64_t rev = call.services.changes.newest();
  store::ObjectPage page;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(query.also, shared_with(tx, call.actor, kind, workspace));
    TRY_ASSIGN(page, ObjectTable::of(kind).list(tx, query));
    return {};
  }));
  json::Writer out;
  out.begin_object().key("items").begin_array();
  for (const auto& object : page.items)
    out.value(resource::to_json(kind, describe::View::kPublic, *object));
  out.end_array().key("next_page_token").string(page.next_page_token);
  out.key(page.total.precision == store::ListTotal::Precision::kExact ? "total" : "total_at_least")
      .integer(page.total.count);
  out.end_object();
  net::Response response = net::Response::json(200, std::move(out).text());
  response.headers.set("X-Millrace-Rev", std::to_string(rev));
  return response;
}

Result<net::Response> create_object(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const store::Place place, place_of(call, kind));
  const std::string& workspace = place.workspace;
  TRY(authorize(call.actor, fmt::format("{}.create", kind.name), workspace));
  TRY_ASSIGN(const Idempotent idempotent, Idempotent::of(call));
  TRY_ASSIGN(const json::Value body, json_body(call.request));
  const std::unique_ptr<Object> decoded = kind.make();
  TRY(resource::decode_body(kind, body, Purpose::kCreate, *decoded));
  decoded->workspace = workspace;
  if (kind.parent.kind != nullptr) resource::set_parent(kind, *decoded, place.parent);
  const CollectionHooks& hooks = hooks_of(kind);
  Prepared prepared;
  if (hooks.before_write) TRY(hooks.before_write(call, *decoded, Purpose::kCreate, prepared));
  std::unique_ptr<Object> object;
  bool replayed = false;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(object, idempotent.earlier(tx, kind));
    replayed = object != nullptr;
    if (replayed) return {};
    object = kind.clone(*decoded);
    TRY(domain::create(tx, call.actor, kind, workspace, *object));
    if (hooks.after_write) {
      TRY(hooks.after_write(tx, call, *object, Purpose::kCreate, prepared));
      TRY_ASSIGN(object, ObjectTable::of(kind).get(tx, object->id));
    }
    return idempotent.made(tx, *object);
  }));
  net::Response response = object_response(
      201, kind, *object, replayed ? json::Object{} : std::move(prepared.shown_once));
  response.headers.set("Location", fmt::format("{}/{}", call.request.path, object->id));
  return response;
}

Result<net::Response> get_object(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const auto shown, shown_of(call, kind, "get"));
  return json_response(200, *shown->object, shown->json);
}

Result<net::Response> update_object(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const auto object, object_of(call, kind, "update"));
  TRY_ASSIGN(const auto expected, if_match(call.request));
  TRY_ASSIGN(json::Value body, json_body(call.request));
  const CollectionHooks& hooks = hooks_of(kind);
  Prepared prepared;
  if (hooks.before_write) {
    TRY(resource::decode_body(kind, body, Purpose::kUpdate, *object));
    TRY(hooks.before_write(call, *object, Purpose::kUpdate, prepared));
    for (auto& [name, value] : prepared.patch) (*body.as_object())[name] = value;
  }
  std::unique_ptr<Object> after;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(after, domain::update(tx, call.actor, kind, object->id, body, expected));
    return hooks.after_write ? hooks.after_write(tx, call, *after, Purpose::kUpdate, prepared)
                             : Result<void>();
  }));
  return object_response(200, kind, *after);
}

Result<net::Response> delete_object(const Call& call, const Kind& kind) {
  TRY_ASSIGN(const auto object, object_of(call, kind, "delete"));
  TRY_ASSIGN(const auto expected, if_match(call.request));
  TRY(call.services.store.write(
      [&](store::Tx& tx) { return domain::remove(tx, call.actor, kind, object->id, expected); }));
  if (const auto after = hooks_of(kind).after_remove) after(call, *object);
  return net::Response{.status = 204};
}

Operation operation(const Kind& kind, std::string method, std::string path, std::string_view verb,
                    std::string summary) {
  return {.method = std::move(method),
          .path = std::move(path),
          .summary = std::move(summary),
          .tag = std::string(kind.plural),
          .permission = auth::canonical_permission(fmt::format("{}.{}", kind.name, verb))};
}

}  // namespace

std::string collection_path(const Kind& kind) {
  if (kind.parent.kind != nullptr)
    return fmt::format("{}/{{parent}}/{}", collection_path(kind.parent.kind()), kind.parent.plural);
  return kind.scope == resource::Scope::kWorkspace
             ? fmt::format("/api/v1/workspaces/{{ws}}/{}", kind.plural)
             : fmt::format("/api/v1/{}", kind.plural);
}

void add_collection(Routes& routes, const Kind& kind) {
  const std::string path = collection_path(kind), one = path + "/{id}";
  const Kind* k = &kind;
  Operation list = operation(
      kind, "GET", path, "list",
      fmt::format("List {}; watch=true streams changes.{}", kind.plural,
                  kind.parent.kind != nullptr ? " The parent \"-\" stands for all of them." : ""));
  list.response_schema = schema_ref(kind, kSchemaList);
  list.query = {"page_size", "page_token", "filter", "order_by", "watch", "since"};
  routes.add(std::move(list), [k](const Call& call) { return list_objects(call, *k); });
  Operation get = operation(kind, "GET", one, "get", std::string(kind.doc));
  get.response_schema = schema_ref(kind, "");
  routes.add(std::move(get), [k](const Call& call) { return get_object(call, *k); });
  if (kind.user_creates) {
    Operation create =
        operation(kind, "POST", path, "create", fmt::format("Create one of {}.", kind.plural));
    create.request_schema = schema_ref(kind, "Create");
    create.response_schema =
        schema_ref(kind, hooks_of(kind).shown_once.name.empty() ? "" : "Created");
    create.success_status = 201;
    routes.add(std::move(create), [k](const Call& call) { return create_object(call, *k); });
  }
  if (kind.user_updates) {
    Operation update = operation(kind, "PATCH", one, "update",
                                 "Change some fields (merge patch, If-Match honoured).");
    update.request_schema = schema_ref(kind, "Update");
    update.response_schema = schema_ref(kind, "");
    routes.add(std::move(update), [k](const Call& call) { return update_object(call, *k); });
  }
  if (kind.user_deletes) {
    Operation remove = operation(kind, "DELETE", one, "delete", "Delete it.");
    remove.success_status = 204;
    routes.add(std::move(remove), [k](const Call& call) { return delete_object(call, *k); });
  }
}

}  // namespace millrace::api
