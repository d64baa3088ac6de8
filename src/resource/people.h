// People and where they work: users with their groups, workspaces, members with their roles, API
// tokens.
#pragma once
#include "resource/object.h"

namespace millrace::resource {

enum class Group { kAdministrator, kSecondLevelAdministrator, kOrdinary };

struct User : Object {  // name is the account
  std::string password;  // write-only; ≥ 10 characters
  std::vector<Group> groups{Group::kOrdinary};
  std::string description, email;
  bool disabled = false;
  std::optional<base::Time> last_login_at;
  static const Kind& kind();
};

struct Workspace : Object {
  std::string description;
  bool is_default = false;
  static const Kind& kind();
};

enum class MemberRole { kWorkspaceAdmin, kDeveloper, kOperator };

struct Member : Object {  // name is the account
  std::string user;       // id
  std::vector<MemberRole> roles;
  bool platform_administrator = false;  // member by being an administrator: not removed here
  static const Kind& kind();
};

// A token for scripts; the secret is shown once, at creation.
struct ApiToken : Object {
  std::optional<base::Time> expires_at;
  std::optional<base::Time> last_used_at;
  static const Kind& kind();
};

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::Group> {
  static constexpr std::string_view kWords[] = {"administrator", "second_level_administrator",
                                                "ordinary"};
};
template <>
struct EnumWords<resource::MemberRole> {
  static constexpr std::string_view kWords[] = {"workspace_admin", "developer", "operator"};
};
}  // namespace millrace::describe
