#include "auth/permissions.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "auth/matrix.h"
#include "base/strings.h"

namespace millrace::auth {
namespace {
using domain::Actor;
using resource::Group;
using resource::MemberRole;

constexpr std::string_view kWs = "0workspace";

Actor person(std::vector<MemberRole> roles, std::vector<Group> groups = {Group::kOrdinary}) {
  Actor a{.user_id = "0me",
          .account = "me",
          .groups = std::move(groups),
          .address = "",
          .request_id = "",
          .roles = {}};
  if (!roles.empty()) a.roles[std::string(kWs)] = std::move(roles);
  return a;
}
const Target kMine{.workspace = kWs, .owner = "0me"};
const Target kOthers{.workspace = kWs, .owner = "0other"};
const Target kCollection = Target::collection(kWs);

struct CsvRow {
  std::string permission, admin, developer, operator_own, operator_others;
};
// Read apart from matrix.cc: a mistake there must not hide itself.
std::vector<CsvRow> csv_rows() {
  const char* source = std::getenv("MILLRACE_SOURCE_DIR");
  std::ifstream in(std::string(source ? source : ".") + "/src/auth/permissions.csv");
  std::vector<CsvRow> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const auto c = base::split(line, ',');
    if (c.size() == 6)
      rows.push_back({std::string(c[0]), std::string(c[2]), std::string(c[3]), std::string(c[4]),
                      std::string(base::trim(c[5]))});
  }
  return rows;
}

bool allowed(const Actor& a, std::string_view permission, const Target& t) {
  return decide(a, permission, t) == Decision::kAllow;
}
bool is_ownerless(std::string_view p) {
  return p.starts_with("workspace_");
}

TEST(Permissions, EveryRowAndColumnOfTheMatrix) {
  const auto rows = csv_rows();
  ASSERT_GE(rows.size(), 120u);
  ASSERT_EQ(rows.size(), matrix().size());
  for (const auto& row : rows) {
    SCOPED_TRACE(row.permission);
    const Actor admin = person({MemberRole::kWorkspaceAdmin}),
                developer = person({MemberRole::kDeveloper}), op = person({MemberRole::kOperator});
    EXPECT_EQ(allowed(admin, row.permission, kMine), row.admin == "allow");
    EXPECT_EQ(allowed(admin, row.permission, kOthers), row.admin == "allow");
    EXPECT_EQ(allowed(developer, row.permission, kMine), row.developer == "allow");
    EXPECT_EQ(allowed(developer, row.permission, kCollection), row.developer == "allow");
    EXPECT_EQ(allowed(developer, row.permission, kOthers),
              is_ownerless(row.permission) && row.developer == "allow");
    EXPECT_EQ(allowed(op, row.permission, kMine), row.operator_own == "allow");
    EXPECT_EQ(allowed(op, row.permission, kCollection), row.operator_own == "allow");
    EXPECT_EQ(allowed(op, row.permission, kOthers), row.operator_others == "allow");
    // Roles add up.
    EXPECT_EQ(
        allowed(person({MemberRole::kDeveloper, MemberRole::kOperator}), row.permission, kOthers),
        row.operator_others == "allow" ||
            (is_ownerless(row.permission) && row.developer == "allow"));
    // Not a member: even the workspace is hidden. A member elsewhere is no member here.
    Actor elsewhere = person({});
    elsewhere.roles["0elsewhere"] = {MemberRole::kWorkspaceAdmin};
    for (const auto& t : {kMine, kOthers, kCollection}) {
      EXPECT_EQ(decide(person({}), row.permission, t), Decision::kHidden);
      EXPECT_EQ(decide(elsewhere, row.permission, t), Decision::kHidden);
      EXPECT_TRUE(allowed(person({}, {Group::kAdministrator}), row.permission, t));
      EXPECT_FALSE(allowed(person({}, {Group::kSecondLevelAdministrator}), row.permission, t));
    }
  }
}

TEST(Permissions, DeniedWhereVisibleHiddenWhereNot) {
  const Actor op = person({MemberRole::kOperator}), developer = person({MemberRole::kDeveloper});
  EXPECT_EQ(decide(op, "training_job.copy", kOthers), Decision::kDeny);  // sees it, may not copy it
  EXPECT_EQ(decide(op, "training_job.update", kOthers), Decision::kDeny);
  EXPECT_EQ(decide(op, "training_job.exec", kOthers), Decision::kDeny);
  EXPECT_EQ(decide(op, "code_package.get", kOthers),
            Decision::kHidden);  // others' assets are not theirs
  EXPECT_EQ(decide(op, "code_package.delete", kOthers), Decision::kHidden);
  EXPECT_EQ(decide(developer, "training_job.stop", kOthers), Decision::kHidden);
  EXPECT_EQ(decide(developer, "training_job.logs", kOthers), Decision::kHidden);
  EXPECT_EQ(decide(developer, "workspace_member.add", kCollection), Decision::kDeny);
  EXPECT_EQ(decide(developer, "workspace_member.update", kOthers), Decision::kDeny);
  EXPECT_EQ(decide(developer, "workspace_config.menu", kCollection), Decision::kDeny);
}

TEST(Permissions, SharedDataSetsCanBeReadOnly) {
  const Actor developer = person({MemberRole::kDeveloper});
  Target shared = kOthers;
  shared.sharing = Sharing::kReadable;
  EXPECT_TRUE(allowed(developer, "labeled_dataset.get", shared));
  EXPECT_TRUE(allowed(developer, "base_dataset.list_files", shared));
  EXPECT_EQ(decide(developer, "labeled_dataset.delete", shared), Decision::kDeny);
  EXPECT_EQ(decide(developer, "base_dataset.set_visibility", shared), Decision::kDeny);
  EXPECT_EQ(decide(developer, "model.get", shared),
            Decision::kHidden);  // only data sets are shared so
  EXPECT_EQ(decide(person({}), "labeled_dataset.get", shared), Decision::kHidden);
}

TEST(Permissions, KindsOutsideTheMatrix) {
  const Actor ordinary = person({}), second = person({}, {Group::kSecondLevelAdministrator}),
              admin = person({}, {Group::kAdministrator});
  const Target all = Target::collection(), one{.workspace = {}, .owner = "0other"},
               own{.workspace = {}, .owner = "0me"};
  for (const auto kind :
       {"user", "group", "cluster", "node", "flavor", "storage", "setting", "audit_record"})
    for (const auto verb : {"create", "update", "delete"}) {
      const std::string permission = std::string(kind) + "." + verb;
      EXPECT_FALSE(allowed(ordinary, permission, all)) << permission;
      EXPECT_FALSE(allowed(second, permission, one)) << permission;
      EXPECT_TRUE(allowed(admin, permission, one)) << permission;
    }
  for (const auto kind : {"cluster", "flavor", "storage"})
    EXPECT_TRUE(allowed(ordinary, std::string(kind) + ".get", one)) << kind;
  EXPECT_EQ(decide(ordinary, "cluster.update", one), Decision::kDeny);
  EXPECT_EQ(decide(ordinary, "node.get", one), Decision::kHidden);
  EXPECT_EQ(decide(ordinary, "node.list", all), Decision::kDeny);
  EXPECT_EQ(decide(ordinary, "user.get", one), Decision::kHidden);
  EXPECT_TRUE(allowed(ordinary, "user.get", own));
  EXPECT_EQ(decide(ordinary, "user.update", own), Decision::kDeny);  // not even one's own groups
  EXPECT_TRUE(allowed(second, "user.list", all));
  EXPECT_TRUE(allowed(ordinary, "api_token.delete", own));
  EXPECT_EQ(decide(ordinary, "api_token.delete", one), Decision::kHidden);
  EXPECT_FALSE(allowed(Actor{}, "flavor.list", all));  // nobody signed in
  const Actor member = person({MemberRole::kOperator}),
              workspace_admin = person({MemberRole::kWorkspaceAdmin});
  EXPECT_TRUE(allowed(member, "upload.create", kCollection));
  EXPECT_EQ(decide(workspace_admin, "upload.get", kOthers), Decision::kHidden);
}

TEST(Permissions, Workspaces) {
  resource::Workspace ws;
  ws.id = kWs;
  ws.owner = "0me";
  const Target target = Target::object(resource::Workspace::kind(), ws);
  const Actor second = person({}, {Group::kSecondLevelAdministrator});
  EXPECT_TRUE(allowed(second, "workspace.create", Target::collection()));
  EXPECT_TRUE(allowed(second, "workspace.update", target));
  EXPECT_TRUE(allowed(second, "workspace.delete", target));
  EXPECT_EQ(decide(person({}), "workspace.create", Target::collection()), Decision::kDeny);
  EXPECT_EQ(decide(person({}), "workspace.get", target), Decision::kHidden);
  EXPECT_TRUE(allowed(person({MemberRole::kOperator}), "workspace.get", target));
  EXPECT_EQ(decide(person({MemberRole::kOperator}), "workspace.update", target), Decision::kDeny);
  EXPECT_TRUE(allowed(person({MemberRole::kWorkspaceAdmin}), "workspace.update", target));
  EXPECT_EQ(decide(person({MemberRole::kWorkspaceAdmin}), "workspace.delete", target),
            Decision::kDeny);
  ws.owner = "0other";
  EXPECT_EQ(decide(second, "workspace.update", Target::object(resource::Workspace::kind(), ws)),
            Decision::kHidden);
}

TEST(Permissions, AChangeIsJudgedAsItsObject) {
  const Actor ordinary = person({}), member = person({MemberRole::kOperator});
  const resource::Kind& user = resource::User::kind();
  const auto seen = [](const Actor& actor, const resource::Kind& kind, const Target::Subject& of) {
    return decide(actor, std::string(kind.name) + ".get", Target::subject(kind, of)) ==
           Decision::kAllow;
  };
  EXPECT_TRUE(seen(ordinary, user, {"0me", "", "0admin"}));
  EXPECT_FALSE(seen(ordinary, user, {"0other", "", "0me"}));
  EXPECT_TRUE(seen(member, resource::Workspace::kind(), {kWs, "", "0other"}));
  EXPECT_FALSE(seen(ordinary, resource::Workspace::kind(), {kWs, "", "0me"}));
}

TEST(Permissions, ListsShowWhatGetAllows) {
  const Actor op = person({MemberRole::kOperator}), developer = person({MemberRole::kDeveloper});
  EXPECT_EQ(visible_owner_restriction(op, "training_job", kWs), Visible::kAll);
  EXPECT_EQ(visible_owner_restriction(op, "run", kWs), Visible::kAll);
  EXPECT_EQ(visible_owner_restriction(op, "code_package", kWs), Visible::kOwn);
  EXPECT_EQ(visible_owner_restriction(developer, "training_job", kWs), Visible::kOwn);
  EXPECT_EQ(visible_owner_restriction(developer, "labeled_dataset", kWs), Visible::kOwnAndShared);
  EXPECT_EQ(visible_owner_restriction(developer, "workspace_member", kWs), Visible::kAll);
  EXPECT_EQ(visible_owner_restriction(developer, "upload", kWs), Visible::kOwn);
  EXPECT_EQ(visible_owner_restriction(developer, "flavor", ""), Visible::kAll);
  EXPECT_EQ(visible_owner_restriction(developer, "node", ""), Visible::kNothing);
  EXPECT_EQ(visible_owner_restriction(person({}), "training_job", kWs), Visible::kNothing);
  EXPECT_EQ(visible_owner_restriction(person({}, {Group::kAdministrator}), "training_job", kWs),
            Visible::kAll);
  EXPECT_EQ(visible_owner_restriction(developer, "alert", kWs), Visible::kOwn);
}

TEST(Permissions, EveryRegisteredKindHasItsVerbs) {
  for (const auto* kind : resource::all_kinds()) {
    std::vector<std::string> verbs{"get", "list"};
    if (kind->user_creates) verbs.emplace_back("create");
    if (kind->user_updates) verbs.emplace_back("update");
    if (kind->user_deletes) verbs.emplace_back("delete");
    for (const auto& verb : verbs)
      EXPECT_FALSE(canonical_permission(std::string(kind->name) + "." + verb).empty())
          << kind->name << " " << verb;
  }
  for (const auto verb : {"start", "stop", "restart", "copy", "logs", "events", "metrics",
                          "scalars", "exec", "save_to_models"})
    EXPECT_FALSE(canonical_permission("training_job." + std::string(verb)).empty()) << verb;
  EXPECT_EQ(canonical_permission("training_job.launch_missiles"), "");
  EXPECT_EQ(decide(person({MemberRole::kWorkspaceAdmin}), "training_job.launch_missiles", kMine),
            Decision::kDeny);
  EXPECT_EQ(decide(person({MemberRole::kWorkspaceAdmin}), "", kMine), Decision::kHidden);
  EXPECT_EQ(run_permission("training_job", "restart"), "training_job.start");
}

TEST(Permissions, ARefusalNamesThePermissionAndWhatWouldHelp) {
  const auto refused = require(person({MemberRole::kOperator}), "training_job.copy", kOthers);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_NE(refused.error().message.find("training_job.copy"), std::string::npos);
  EXPECT_NE(refused.error().message.find("workspace_admin"), std::string::npos);
  const auto hidden = require(person({MemberRole::kDeveloper}), "training_job.get", kOthers);
  ASSERT_FALSE(hidden);
  EXPECT_EQ(hidden.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(is_refusal(refused.error()));
  EXPECT_TRUE(is_refusal(hidden.error()));
  EXPECT_FALSE(is_refusal(fail(ErrorCode::kNotFound, hidden.error().message)));
  const auto e = explain(person({MemberRole::kOperator}), "training_job.copy", kOthers);
  EXPECT_EQ(e.has, std::vector<std::string>{"operator"});
  EXPECT_EQ(e.would_do, (std::vector<std::string>{"workspace_admin", "administrator"}));
  EXPECT_EQ(e.name_zh, "训练任务-复制");
  EXPECT_EQ(explain(person({}), "workspace.create", Target::collection()).would_do,
            (std::vector<std::string>{"second_level_administrator", "administrator"}));
}

}  // namespace
}  // namespace millrace::auth
