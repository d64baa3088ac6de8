#include <fmt/core.h>
#include <algorithm>

#include "domain/rules_of_kinds.h"
#include "resource/people.h"
#include "resource/training_job.h"
#include "store/credentials.h"
#include "store/sessions.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::Group;
using resource::Member;
using resource::MemberRole;
using resource::Object;
using resource::User;
using resource::Workspace;
using store::Table;
using store::Tx;
using store::where;

bool is_administrator(const User& user) {
  return !user.disabled && std::find(user.groups.begin(), user.groups.end(),
                                     Group::kAdministrator) != user.groups.end();
}

template <class T>
void drop_repeats(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

Result<void> end_sessions(Tx& tx, const std::string& user) {
  TRY(store::revoke_sessions_of(tx, user, store::RevokeWhich::kSessionsAndTokens));
  return {};
}

Result<void> check_groups(User& user) {
  if (user.groups.empty()) return base::invalid_field("groups", "must name at least one group");
  drop_repeats(user.groups);
  return {};
}

// Administrators are members of every workspace; the rows say so, so that lists show them.
Result<void> add_administrator_to(Tx& tx, const Workspace& workspace, const User& user) {
  const Table<Member> members;
  const auto known = members.get_by_name(tx, workspace.id, user.name);
  if (known) {
    Member member = *known;
    member.platform_administrator = true;
    return members.update(tx, member);
  }
  if (known.error().code != ErrorCode::kNotFound) return known.error();
  Member member;
  member.workspace = workspace.id;
  member.name = user.name;
  member.user = user.id;
  member.roles = {MemberRole::kWorkspaceAdmin};
  member.platform_administrator = true;
  return members.insert(tx, member);
}

// After a change of groups: rows of an administrator appear in, those of a former one leave, all
// workspaces.
Result<void> match_administrator_rows(Tx& tx, const User& user) {
  const Table<Member> members;
  if (is_administrator(user)) {
    TRY_ASSIGN(const auto workspaces, Table<Workspace>().all(tx));
    for (const auto& workspace : workspaces) TRY(add_administrator_to(tx, workspace, user));
    return {};
  }
  TRY_ASSIGN(const auto rows, members.all(tx, {.filter = {where("user", user.id)}}));
  for (const auto& row : rows)
    if (row.platform_administrator) TRY(members.remove(tx, row.id));
  return {};
}

Result<void> refuse_without_administrator(store::ReadTx& tx, const std::string& leaving) {
  TRY_ASSIGN(const auto users, Table<User>().all(tx));
  for (const auto& user : users)
    if (user.id != leaving && is_administrator(user)) return {};
  return fail(ErrorCode::kConflict,
              "this is the last administrator who may sign in; make another one first");
}

Result<void> prepare_user(Tx&, const Actor&, Object& object) {
  auto& user = static_cast<User&>(object);
  if (user.password.empty()) return base::invalid_field("password", "is required");
  return check_groups(user);
}

// The password has been hashed before the transaction: hashing takes 50 ms on purpose.
Result<void> user_created(Tx& tx, const Actor&, Object& object) {
  auto& user = static_cast<User&>(object);
  TRY(store::set_credential(tx, user.id, user.password));
  return match_administrator_rows(tx, user);
}

Result<void> prepare_user_update(Tx& tx, const Actor&, const Object& before, Object& after) {
  auto& user = static_cast<User&>(after);
  TRY(check_groups(user));
  if (user.name != before.name) return base::invalid_field("account", "cannot be changed");
  if (is_administrator(static_cast<const User&>(before)) && !is_administrator(user))
    TRY(refuse_without_administrator(tx, user.id));
  if (!user.password.empty()) {
    TRY(store::set_credential(tx, user.id, user.password));
    TRY(end_sessions(tx, user.id));
  }
  if (user.disabled) TRY(end_sessions(tx, user.id));
  return match_administrator_rows(tx, user);
}

Result<void> prepare_user_remove(Tx& tx, const Actor& actor, const Object& object) {
  const auto& user = static_cast<const User&>(object);
  if (user.id == actor.user_id)
    return fail(ErrorCode::kConflict,
                "you cannot delete your own account; another administrator can");
  TRY(refuse_without_administrator(tx, user.id));
  const Table<Member> members;
  TRY_ASSIGN(const auto rows, members.all(tx, {.filter = {where("user", user.id)}}));
  for (const auto& row : rows) TRY(members.remove(tx, row.id));
  TRY(store::remove_credential(tx, user.id));
  return end_sessions(tx, user.id);
}

Result<void> workspace_created(Tx& tx, const Actor& actor, Object& object) {
  const auto& workspace = static_cast<const Workspace&>(object);
  TRY_ASSIGN(const auto users, Table<User>().all(tx));
  for (const auto& user : users)
    if (is_administrator(user)) TRY(add_administrator_to(tx, workspace, user));
  if (actor.user_id.empty() || actor.is_administrator()) return {};
  Member creator;
  creator.workspace = workspace.id;
  creator.name = actor.account;
  creator.user = actor.user_id;
  creator.roles = {MemberRole::kWorkspaceAdmin};
  return Table<Member>().insert(tx, creator);
}

// Everything that names no workspace means the default one by its name.
Result<void> prepare_workspace_update(Tx&, const Actor&, const Object& before, Object& after) {
  if (static_cast<const Workspace&>(before).is_default && after.name != before.name)
    return base::invalid_field("name", "the default workspace keeps its name");
  return {};
}

Result<void> prepare_workspace_remove(Tx& tx, const Actor&, const Object& object) {
  const auto& workspace = static_cast<const Workspace&>(object);
  if (workspace.is_default)
    return fail(ErrorCode::kConflict, "the default workspace cannot be deleted");
  for (const resource::Kind* kind : resource::all_kinds()) {
    if (kind->scope != resource::Scope::kWorkspace || kind == &Member::kind()) continue;
    const auto& table = store::ObjectTable::of(*kind);
    TRY_ASSIGN(const auto count, table.count(tx, {.workspaces = std::vector{workspace.id}}));
    if (count.count > 0)
      return fail(ErrorCode::kConflict,
                  fmt::format("the workspace still has {} {}; delete them first", count.count,
                              kind->plural));
  }
  const Table<Member> members;
  TRY_ASSIGN(const auto rows, members.all(tx, {.workspaces = std::vector{workspace.id}}));
  for (const auto& row : rows) TRY(members.remove(tx, row.id));
  return {};
}

Result<void> check_roles(Member& member) {
  if (member.roles.empty()) return base::invalid_field("roles", "must name at least one role");
  drop_repeats(member.roles);
  return {};
}

Result<void> prepare_member(Tx& tx, const Actor&, Object& object) {
  auto& member = static_cast<Member&>(object);
  const auto user = Table<User>().get_by_name(tx, "", member.name);
  if (!user) return base::invalid_field("account", "there is no user with this account");
  member.user = user->id;
  return check_roles(member);
}

Result<void> prepare_member_update(Tx&, const Actor&, const Object& before, Object& after) {
  auto& member = static_cast<Member&>(after);
  if (static_cast<const Member&>(before).platform_administrator)
    return fail(
        ErrorCode::kConflict,
        "is a member as an administrator of the platform; change the user's groups instead");
  if (member.name != before.name)
    return base::invalid_field("account",
                               "cannot be changed; remove this member and add the other");
  return check_roles(member);
}

Result<void> prepare_member_remove(Tx&, const Actor&, const Object& object) {
  if (static_cast<const Member&>(object).platform_administrator)
    return fail(ErrorCode::kConflict,
                "is a member as an administrator of the platform; take the user out of the group "
                "administrator instead");
  return {};
}

Result<void> prepare_api_token(Tx& tx, const Actor&, Object& object) {
  const auto& token = static_cast<const resource::ApiToken&>(object);
  if (token.expires_at && *token.expires_at <= tx.now())
    return base::invalid_field("expires_at", "must be in the future");
  return {};
}

Result<void> prepare_api_token_remove(Tx& tx, const Actor&, const Object& object) {
  return store::revoke_session(tx, object.id);
}

}  // namespace

Rules user_rules() {
  return {.kind = &User::kind(),
          .prepare_create = prepare_user,
          .created = user_created,
          .prepare_update = prepare_user_update,
          .prepare_remove = prepare_user_remove};
}
Rules workspace_rules() {
  return {.kind = &Workspace::kind(),
          .created = workspace_created,
          .prepare_update = prepare_workspace_update,
          .prepare_remove = prepare_workspace_remove};
}
Rules member_rules() {
  return {.kind = &Member::kind(),
          .prepare_create = prepare_member,
          .prepare_update = prepare_member_update,
          .prepare_remove = prepare_member_remove};
}
Rules api_token_rules() {
  return {.kind = &resource::ApiToken::kind(),
          .prepare_create = prepare_api_token,
          .prepare_remove = prepare_api_token_remove};
}

}  // namespace millrace::domain
