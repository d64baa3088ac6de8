#include <fmt/core.h>
#include <fmt/ranges.h>

#include "auth/matrix.h"
#include "auth/permissions.h"

namespace millrace::auth {
namespace {
using domain::Actor;
using resource::Group;
using resource::MemberRole;

constexpr MemberRole kAllRoles[] = {MemberRole::kWorkspaceAdmin, MemberRole::kDeveloper,
                                    MemberRole::kOperator};

// The same person with one more role or group: what would be enough is found by asking decide().
Actor with_role(Actor actor, std::string_view workspace, MemberRole role) {
  actor.roles[std::string(workspace)].push_back(role);
  return actor;
}
Actor with_group(Actor actor, Group group) {
  actor.groups.push_back(group);
  return actor;
}

std::vector<std::string> what_counts(const Actor& actor, const Target& target) {
  std::vector<std::string> has;
  for (const auto group : actor.groups)
    if (group != Group::kOrdinary) has.emplace_back(describe::word(group));
  const auto it = actor.roles.find(std::string(target.workspace));
  if (!target.workspace.empty() && it != actor.roles.end())
    for (const auto role : it->second) has.emplace_back(describe::word(role));
  return has;
}

std::vector<std::string> what_would_do(const Actor& actor, std::string_view permission,
                                       const Target& target) {
  std::vector<std::string> enough;
  if (!target.workspace.empty())
    for (const auto role : kAllRoles)
      if (decide(with_role(actor, target.workspace, role), permission, target) == Decision::kAllow)
        enough.emplace_back(describe::word(role));
  for (const auto group : {Group::kSecondLevelAdministrator, Group::kAdministrator})
    if (decide(with_group(actor, group), permission, target) == Decision::kAllow)
      enough.emplace_back(describe::word(group));
  return enough;
}
}  // namespace

Explanation explain(const Actor& actor, std::string_view permission, const Target& target) {
  Explanation e;
  e.decision = decide(actor, permission, target);
  e.permission = canonical_permission(permission);
  if (e.permission.empty()) e.permission = permission;
  if (const auto* row = find_row(e.permission)) e.name_zh = row->name_zh;
  e.has = what_counts(actor, target);
  if (e.decision == Decision::kAllow) {
    e.words = fmt::format("allowed: you have the permission {}", e.permission);
    return e;
  }
  e.would_do = what_would_do(actor, permission, target);
  const bool in_workspace = !target.workspace.empty();
  const bool others = target.owner && *target.owner != actor.user_id;
  e.words = fmt::format("you lack the permission {}{}; {} {}; it takes one of: {}", e.permission,
                        others && in_workspace ? " on what somebody else owns" : "",
                        in_workspace ? "your roles in this workspace are:" : "your groups are:",
                        e.has.empty() ? "none" : fmt::format("{}", fmt::join(e.has, ", ")),
                        fmt::join(e.would_do, ", "));
  return e;
}

}  // namespace millrace::auth
