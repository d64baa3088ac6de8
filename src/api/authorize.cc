#include "api/authorize.h"

#include <fmt/core.h>

#include "auth/permissions.h"
#include "store/table.h"

namespace millrace::api {
namespace {

std::string permission_of(const resource::Kind& kind, std::string_view verb) {
  return fmt::format("{}.{}", kind.name, verb);
}

Error not_found(const resource::Kind& kind, std::string_view what) {
  return fail(ErrorCode::kNotFound,
              fmt::format("there is no {} \"{}\", or you may not see it", kind.name, what));
}

}  // namespace

Result<resource::Workspace> workspace_of(const Call& call) {
  const std::string& name = call.request.param("ws");
  Result<resource::Workspace> workspace = not_found(resource::Workspace::kind(), name);
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    workspace = store::Table<resource::Workspace>().find(tx, "", name);
    return {};
  }));
  if (!workspace && workspace.error().code != ErrorCode::kNotFound) return workspace;
  if (!workspace) return not_found(resource::Workspace::kind(), name);
  if (!auth::is_member(call.actor, workspace->id))
    return auth::hidden(not_found(resource::Workspace::kind(), name).message);
  return workspace;
}

Result<void> authorize(const domain::Actor& actor, std::string_view permission,
                       const std::string& workspace) {
  return auth::require(actor, permission, auth::Target::collection(workspace));
}

Result<void> authorize_object(const domain::Actor& actor, const resource::Kind& kind,
                              std::string_view verb, const resource::Object& object) {
  return auth::require(actor, permission_of(kind, verb), auth::Target::object(kind, object));
}

namespace {

// `id_or_name` of the kind at a place, seen and allowed.
Result<std::unique_ptr<resource::Object>> object_at(const Call& call, const resource::Kind& kind,
                                                    std::string_view verb,
                                                    const store::Place& place,
                                                    const std::string& id_or_name) {
  std::unique_ptr<resource::Object> object;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    auto found = store::ObjectTable::of(kind).find(tx, place, id_or_name, call.actor.user_id);
    if (!found)
      return found.error().code == ErrorCode::kNotFound ? not_found(kind, id_or_name)
                                                        : found.error();
    object = std::move(*found);
    return {};
  }));
  auto allowed = object->workspace == place.workspace
                     ? authorize_object(call.actor, kind, verb, *object)
                     : auth::require(call.actor, permission_of(kind, verb),
                                     auth::Target::preset(place.workspace));
  if (!allowed && allowed.error().code == ErrorCode::kNotFound)
    return auth::hidden(not_found(kind, id_or_name).message);
  TRY(allowed);
  return object;
}

Result<std::string> workspace_id(const Call& call, const resource::Kind& kind) {
  if (kind.scope == resource::Scope::kGlobal) return std::string();
  TRY_ASSIGN(const resource::Workspace workspace, workspace_of(call));
  return workspace.id;
}

}  // namespace

Result<store::Place> place_of(const Call& call, const resource::Kind& kind) {
  TRY_ASSIGN(const std::string workspace, workspace_id(call, kind));
  if (kind.parent.kind == nullptr) return store::Place(workspace);
  TRY_ASSIGN(const auto parent,
             object_at(call, kind.parent.kind(), "get", workspace, call.request.param("parent")));
  return store::Place(workspace, parent->id);
}

Result<store::Place> list_place_of(const Call& call, const resource::Kind& kind) {
  if (kind.parent.kind == nullptr || call.request.param("parent") != "-")
    return place_of(call, kind);
  TRY_ASSIGN(const std::string workspace, workspace_id(call, kind));
  return store::Place(workspace);
}

Result<std::unique_ptr<resource::Object>> object_of(const Call& call, const resource::Kind& kind,
                                                    std::string_view verb) {
  TRY_ASSIGN(const store::Place place, place_of(call, kind));
  return object_at(call, kind, verb, place, call.request.param("id"));
}

std::optional<store::ListQuery::Visible> visible_to(const domain::Actor& actor,
                                                    const resource::Kind& kind,
                                                    const std::string& workspace) {
  const auth::Visible visible = auth::visible_owner_restriction(actor, kind.name, workspace);
  if (visible == auth::Visible::kAll) return std::nullopt;
  store::ListQuery::Visible only;
  if (visible == auth::Visible::kNothing) return only;
  if (&kind == &resource::User::kind()) {  // nobody owns people
    only.ids = {actor.user_id};
    return only;
  }
  only.owner = actor.user_id;
  if (&kind == &resource::Workspace::kind())
    for (const auto& [id, roles] : actor.roles) only.ids.push_back(id);
  return only;
}

}  // namespace millrace::api
