#include "api/authorize.h"

#include <fmt/core.h>

#include "auth/permissions.h"
#include "domain/sharing.h"
#include "json/writer.h"

namespace millrace::api {
namespace {

std::string permission_of(const resource::Kind& kind, std::string_view verb) {
  return fmt::format("{}.{}", kind.name, verb);
}

auth::Sharing sharing_of(const resource::Kind& kind, const resource::Object& object,
                         const domain::Actor& actor, const std::string& from) {
  const auto readable = kind.sharing.readable_by;
  return readable != nullptr && readable(object, {.user = actor.user_id, .workspace = from})
             ? auth::Sharing::kReadable
             : auth::Sharing::kNone;
}

Error not_found(const resource::Kind& kind, std::string_view what) {
  return fail(ErrorCode::kNotFound,
              fmt::format("there is no {} \"{}\", or you may not see it", kind.name, what));
}

// What lives in another workspace and is shown in this one.
Result<ObjectCache::SharedShown> look_for_shared(const Call& call, const resource::Kind& kind,
                                                 const std::string& workspace,
                                                 const std::string& id_or_name) {
  auto shown = std::make_shared<ObjectCache::Shown>();
  shown->kind = &kind;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(shown->object,
               domain::find_shared(tx, kind, {call.actor.user_id, workspace}, id_or_name));
    return {};
  }));
  shown->json = json::dump(resource::to_json(kind, describe::View::kPublic, *shown->object));
  return ObjectCache::SharedShown(std::move(shown));
}

Result<ObjectCache::SharedShown> find(const Call& call, const resource::Kind& kind,
                                      const store::Place& place, const std::string& id_or_name) {
  auto found = call.services.shown.find(kind, place, id_or_name, call.actor.user_id);
  if (!found && found.error().code == ErrorCode::kNotFound && kind.sharing.readable_by != nullptr)
    found = look_for_shared(call, kind, place.workspace, id_or_name);
  if (!found && found.error().code == ErrorCode::kNotFound) return not_found(kind, id_or_name);
  return found;
}

using SharedWorkspace = std::shared_ptr<const resource::Workspace>;
Result<SharedWorkspace> shared_workspace_of(const Call& call) {
  const resource::Kind& kind = resource::Workspace::kind();
  const std::string& name = call.request.param("ws");
  TRY_ASSIGN(const ObjectCache::SharedShown found, find(call, kind, "", name));
  if (!auth::is_member(call.actor, found->object->id))
    return auth::hidden(not_found(kind, name).message);
  return std::static_pointer_cast<const resource::Workspace>(found->object);
}

}  // namespace

Result<resource::Workspace> workspace_of(const Call& call) {
  TRY_ASSIGN(const SharedWorkspace workspace, shared_workspace_of(call));
  return *workspace;
}

Result<void> authorize(const domain::Actor& actor, std::string_view permission,
                       const std::string& workspace) {
  return auth::require(actor, permission, auth::Target::collection(workspace));
}

Result<void> authorize_object(const domain::Actor& actor, const resource::Kind& kind,
                              std::string_view verb, const resource::Object& object) {
  return auth::require(
      actor, permission_of(kind, verb),
      auth::Target::object(kind, object, sharing_of(kind, object, actor, object.workspace)));
}

Result<void> authorize_seen_from(const domain::Actor& actor, const resource::Kind& kind,
                                 std::string_view verb, const resource::Object& object,
                                 const std::string& workspace) {
  if (object.workspace == workspace) return authorize_object(actor, kind, verb, object);
  if (object.workspace.empty())
    return auth::require(actor, permission_of(kind, verb), auth::Target::preset(workspace));
  return auth::require(actor, permission_of(kind, verb),
                       {.workspace = workspace,
                        .owner = object.owner,
                        .sharing = sharing_of(kind, object, actor, workspace)});
}

Result<std::vector<std::string>> shared_with(store::ReadTx& tx, const domain::Actor& actor,
                                             const resource::Kind& kind,
                                             const std::string& workspace) {
  std::vector<std::string> ids;
  TRY_ASSIGN(const auto shared, domain::shared_objects(tx, kind, {actor.user_id, workspace}));
  for (const auto& object : shared)
    if (authorize_seen_from(actor, kind, "get", *object, workspace)) ids.push_back(object->id);
  return ids;
}

bool is_below_shared(const Call& call, const resource::Kind& kind, const store::Place& place) {
  if (kind.parent.kind == nullptr || place.parent.empty()) return false;
  const resource::Kind& above = kind.parent.kind();
  if (above.sharing.readable_by == nullptr) return false;
  const auto parent = find(call, above, store::Place(place.workspace), place.parent);
  return parent && sharing_of(above, *(*parent)->object, call.actor, place.workspace) ==
                       auth::Sharing::kReadable;
}

namespace {

// `id_or_name` of the kind at a place, seen and allowed.
Result<ObjectCache::SharedShown> object_at(const Call& call, const resource::Kind& kind,
                                           std::string_view verb, const store::Place& place,
                                           const std::string& id_or_name) {
  TRY_ASSIGN(const ObjectCache::SharedShown found, find(call, kind, place, id_or_name));
  const std::shared_ptr<const resource::Object>& object = found->object;
  auto allowed = authorize_seen_from(call.actor, kind, verb, *object, place.workspace);
  if (!allowed && is_below_shared(call, kind, place))
    allowed = auth::require(call.actor, permission_of(kind, verb),
                            {.workspace = place.workspace,
                             .owner = object->owner,
                             .sharing = auth::Sharing::kReadable});
  if (!allowed && allowed.error().code == ErrorCode::kNotFound)
    return auth::hidden(not_found(kind, id_or_name).message);
  TRY(allowed);
  return found;
}

Result<std::string> workspace_id(const Call& call, const resource::Kind& kind) {
  if (kind.scope == resource::Scope::kGlobal) return std::string();
  TRY_ASSIGN(const SharedWorkspace workspace, shared_workspace_of(call));
  return workspace->id;
}

}  // namespace

Result<store::Place> place_of(const Call& call, const resource::Kind& kind) {
  TRY_ASSIGN(const std::string workspace, workspace_id(call, kind));
  if (kind.parent.kind == nullptr) return store::Place(workspace);
  TRY_ASSIGN(const auto parent,
             object_at(call, kind.parent.kind(), "get", workspace, call.request.param("parent")));
  return store::Place(workspace, parent->object->id);
}

Result<store::Place> list_place_of(const Call& call, const resource::Kind& kind) {
  if (kind.parent.kind == nullptr || call.request.param("parent") != "-")
    return place_of(call, kind);
  TRY_ASSIGN(const std::string workspace, workspace_id(call, kind));
  return store::Place(workspace);
}

Result<ObjectCache::SharedShown> shown_of(const Call& call, const resource::Kind& kind,
                                          std::string_view verb) {
  TRY_ASSIGN(const store::Place place, place_of(call, kind));
  return object_at(call, kind, verb, place, call.request.param("id"));
}

Result<std::unique_ptr<resource::Object>> object_of(const Call& call, const resource::Kind& kind,
                                                    std::string_view verb) {
  TRY_ASSIGN(const ObjectCache::SharedShown shown, shown_of(call, kind, verb));
  return kind.clone(*shown->object);
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
