// Codes by which models are shared, what they stand for, and whether a name is free.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/hooks_of_kinds.h"
#include "api/route_groups.h"
#include "crypto/token.h"
#include "describe/names.h"
#include "domain/model_ops.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::Model;
using resource::ModelVersion;
using resource::ShareCode;
using store::Table;

struct ShareBody {
  std::optional<std::int64_t> days;
};
constexpr describe::Field kShareFields[] = {describe::field<&ShareBody::days>(
    "days", Access::kMutable, "1, 7 or 30; null: for ever.", {.limits = {.min = 1, .max = 30}})};
constexpr describe::Table kShareTable{kShareFields};

struct NameBody {
  std::string name;
};
constexpr describe::Field kNameFields[] = {describe::field<&NameBody::name>(
    "name", Access::kMutable, "The name.", {.limits = {.max_length = 200}, .required = true})};
constexpr describe::Table kNameTable{kNameFields};

struct CodeBody {
  std::string code;
};
constexpr describe::Field kCodeFields[] = {describe::field<&CodeBody::code>(
    "code", Access::kMutable, "The code.", {.limits = {.max_length = 128}, .required = true})};
constexpr describe::Table kCodeTable{kCodeFields};

template <class Body>
Result<Body> body_of(const Call& call, const describe::Table& table) {
  TRY_ASSIGN(const json::Value document, json_body(call.request));
  Body body;
  const Body defaults;
  TRY(describe::decode_strict(table, document, describe::Purpose::kCreate, &body, &defaults));
  return body;
}

Result<net::Response> share(const Call& call, const resource::Kind& kind) {
  TRY_ASSIGN(const auto object, object_of(call, kind, "share"));
  TRY_ASSIGN(const ShareBody body, body_of<ShareBody>(call, kShareTable));
  const bool whole = &kind == &Model::kind();
  const std::string model_id = whole ? object->id : static_cast<const ModelVersion&>(*object).model;
  const std::string secret = crypto::new_token("", call.services.rng);
  domain::Shared shared;
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(const Model model, Table<Model>().get(tx, model_id));
    std::optional<ModelVersion> version;
    if (!whole) {
      TRY_ASSIGN(version, Table<ModelVersion>().get(tx, object->id));
    }
    TRY_ASSIGN(shared, domain::share_model(tx, call.actor, model, version ? &*version : nullptr,
                                           body.days, secret));
    return {};
  }));
  net::Response response =
      object_response(201, ShareCode::kind(), shared.row, json::Object{{"code", shared.code}});
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Result<std::string> workspace_for(const Call& call, std::string_view permission) {
  TRY_ASSIGN(const resource::Workspace workspace, workspace_of(call));
  TRY(authorize(call.actor, permission, workspace.id));
  return workspace.id;
}

Result<net::Response> check_name(const Call& call) {
  TRY_ASSIGN(const std::string workspace, workspace_for(call, "model.check_name"));
  TRY_ASSIGN(const NameBody body, body_of<NameBody>(call, kNameTable));
  std::string reason(describe::check_object_name(body.name));
  if (reason.empty() && body.name.size() > Model::kind().name_limits.max_length)
    reason = fmt::format("must have at most {} characters", Model::kind().name_limits.max_length);
  if (reason.empty())
    TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
      const auto found = Table<Model>().get_by_name(tx, workspace, body.name);
      if (found) reason = "is taken in this workspace";
      return found || found.error().code == ErrorCode::kNotFound ? Result<void>() : found.error();
    }));
  return net::Response::json(
      200, json::dump(json::Object{
               {"name", body.name}, {"available", reason.empty()}, {"reason", reason}}));
}

// Names only: what the code stands for is not given.
Result<net::Response> resolve_code(const Call& call) {
  TRY(workspace_for(call, "model.resolve_share_code"));
  TRY_ASSIGN(const CodeBody body, body_of<CodeBody>(call, kCodeTable));
  domain::Resolved found;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(found, domain::resolve_share_code(tx, body.code, call.services.clock.now()));
    return {};
  }));
  const auto& expires = found.row.expires_at;
  return net::Response::json(
      200,
      json::dump(json::Object{
          {"model", found.model.id},
          {"model_name", found.model.name},
          {"model_version", found.version.id},
          {"model_version_name", found.version.name},
          {"size_bytes", found.version.size_bytes},
          {"expires_at", expires ? json::Value(base::format_rfc3339(*expires)) : json::Value()}}));
}

// Of an answer that is no resource; every member is there.
json::Value answer_schema(json::Object members) {
  json::Array names;
  for (const auto& [name, schema] : members) names.push_back(name);
  return json::Object{{"type", "object"},
                      {"properties", std::move(members)},
                      {"required", std::move(names)},
                      {"additionalProperties", false}};
}

json::Value schema_of(const describe::Table& table) {
  return describe::schema(table, describe::SchemaFor::kCreate, nullptr);
}

}  // namespace

CollectionHooks share_code_hooks() {
  return {.kind = &ShareCode::kind(),
          .shown_once = {"code", "The code itself; it is never shown again."}};
}

void add_model_sharing_routes(Routes& routes) {
  const json::Value text = json::Object{{"type", "string"}};
  for (const auto* kind : {&Model::kind(), &ModelVersion::kind()})
    routes.add({.method = "POST",
                .path = collection_path(*kind) + "/{id}:share",
                .summary = "A code by which others import a copy; shown only here.",
                .tag = "models",
                .permission = fmt::format("{}.share", kind->name),
                .request_schema = schema_of(kShareTable),
                .response_schema = schema_ref(ShareCode::kind(), "Created"),
                .success_status = 201},
               [kind](const Call& call) { return share(call, *kind); });
  routes.add(
      {.method = "POST",
       .path = collection_path(Model::kind()) + ":check_name",
       .summary = "May a new model have this name?",
       .tag = "models",
       .permission = "model.check_name",
       .request_schema = schema_of(kNameTable),
       .response_schema = answer_schema(
           {{"name", text}, {"available", json::Object{{"type", "boolean"}}}, {"reason", text}})},
      check_name);
  routes.add({.method = "POST",
              .path = collection_path(ShareCode::kind()) + ":resolve",
              .summary = "Which model a code stands for.",
              .tag = "share-codes",
              .permission = "model.resolve_share_code",
              .request_schema = schema_of(kCodeTable),
              .response_schema = answer_schema(
                  {{"model", text},
                   {"model_name", text},
                   {"model_version", text},
                   {"model_version_name", text},
                   {"size_bytes", json::Object{{"type", "integer"}}},
                   {"expires_at", json::Object{{"type", json::Array{"string", "null"}},
                                               {"format", "date-time"}}}})},
             resolve_code);
}

}  // namespace millrace::api
