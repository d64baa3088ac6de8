#include "resource/people.h"

#include "describe/names.h"

namespace millrace::resource {
using describe::Field;
using describe::field;

namespace {
constexpr Field kUserFields[] = {
    field<&User::password>("password", Access::kWriteOnly,
                           "At least 10 characters; needed at creation.",
                           {.limits = {.min_length = 10, .max_length = 256}}),
    field<&User::groups>("groups", Access::kMutable,
                         "administrator, second_level_administrator, ordinary.",
                         {.limits = {.max_items = 3}}),
    field<&User::description>("description", Access::kMutable, "Free text.",
                              {.limits = {.max_length = 300}}),
    field<&User::email>("email", Access::kMutable, "Where alarms go.",
                        {.limits = {.max_length = 254, .check_text = describe::check_email}}),
    field<&User::disabled>("disabled", Access::kMutable, "May not sign in.",
                           {.index = Index::kFilter}),
    field<&User::last_login_at>("last_login_at", Access::kServer, "Last time of signing in."),
};
constexpr describe::Table kUserTable{kUserFields};
constexpr Kind kUser{
    .name = "user",
    .plural = "users",
    .table_name = "user_account",
    .scope = Scope::kGlobal,
    .table = &kUserTable,
    .make = make_object<User>,
    .clone = clone_object<User>,
    .doc = "A person who may sign in.",
    .example =
        R"({"account":"ann-example","password":"correct horse battery","email":"ann@example.org"})",
    .name_field = "account",
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_account}};

constexpr Field kWorkspaceFields[] = {
    field<&Workspace::description>("description", Access::kMutable, "Free text.",
                                   {.limits = {.max_length = 300}}),
    field<&Workspace::is_default>("is_default", Access::kServer,
                                  "The workspace that every installation has."),
};
constexpr describe::Table kWorkspaceTable{kWorkspaceFields};
constexpr Kind kWorkspace{
    .name = "workspace",
    .plural = "workspaces",
    .table_name = "workspace",
    .scope = Scope::kGlobal,
    .table = &kWorkspaceTable,
    .make = make_object<Workspace>, .clone = clone_object<Workspace>,
    .doc = "People, resources and assets of one team.",
    .example = R"({"name":"team_example","description":"Language models."})",
    .name_limits = {
        .min_length = 1, .max_length = 25, .check_text = describe::check_workspace_name}};

constexpr Field kMemberFields[] = {
    field<&Member::user>("user", Access::kServer, "Id of the user.", {.index = Index::kFilter}),
    field<&Member::roles>("roles", Access::kMutable, "workspace_admin, developer, operator.",
                          {.limits = {.max_items = 3}, .required = true}),
    field<&Member::platform_administrator>(
        "platform_administrator", Access::kServer,
        "Member because an administrator: cannot be removed or changed here."),
};
constexpr describe::Table kMemberTable{kMemberFields};
constexpr Kind kMember{
    .name = "workspace_member",
    .plural = "members",
    .table_name = "workspace_member",
    .table = &kMemberTable,
    .make = make_object<Member>, .clone = clone_object<Member>,
    .doc = "A user's roles in a workspace.",
    .example = R"({"account":"ann-example","roles":["developer"]})",
    .name_field = "account",
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_account}};

constexpr Field kApiTokenFields[] = {
    field<&ApiToken::expires_at>("expires_at", Access::kCreateOnly,
                                 "Null: the longest that the server's settings allow."),
    field<&ApiToken::last_used_at>("last_used_at", Access::kServer, "Last use, to the minute."),
};
constexpr describe::Table kApiTokenTable{kApiTokenFields};
constexpr Kind kApiToken{
    .name = "api_token",
    .plural = "api-tokens",
    .table_name = "api_token",
    .scope = Scope::kGlobal,
    .names_unique = NamesUnique::kPerOwner,
    .table = &kApiTokenTable,
    .make = make_object<ApiToken>, .clone = clone_object<ApiToken>,
    .doc = "A token for scripts, of the user who makes it.",
    .example = R"({"name":"nightly-example"})",
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};
}  // namespace

const Kind& User::kind() { return kUser; }
const Kind& Workspace::kind() { return kWorkspace; }
const Kind& Member::kind() { return kMember; }
const Kind& ApiToken::kind() { return kApiToken; }

}  // namespace millrace::resource
