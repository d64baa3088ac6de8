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

Result<std::unique_ptr<resource::Object>> object_of(const Call& call, const resource::Kind& kind,
                                                    std::string_view verb) {
  std::string workspace;
  if (kind.scope == resource::Scope::kWorkspace) {
    TRY_ASSIGN(const resource::Workspace found, workspace_of(call));
    workspace = found.id;
  }
  const std::string& id = call.request.param("id");
  std::unique_ptr<resource::Object> object;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    auto found = store::ObjectTable::of(kind).find(tx, workspace, id, call.actor.user_id);
    if (!found)
      return found.error().code == ErrorCode::kNotFound ? not_found(kind, id) : found.error();
    object = std::move(*found);
    return {};
  }));
  auto allowed = authorize_object(call.actor, kind, verb, *object);
  if (!allowed && allowed.error().code == ErrorCode::kNotFound)
    return auth::hidden(not_found(kind, id).message);
  TRY(allowed);
  return object;
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
