#include "auth/permissions.h"

#include <algorithm>
#include <iterator>

#include "auth/matrix.h"

namespace millrace::auth {
namespace {
using domain::Actor;
using resource::Group;
using resource::MemberRole;

// ---- what permissions.csv does not say
// -----------------------------------------------------------

// Rows in the form of the matrix, for verbs that it lacks.
constexpr MatrixRow kMoreRows[] = {
    {"workload.update", "公共服务-编辑", Cell::kAllow, Cell::kAllow, Cell::kAllow, Cell::kDeny},
    // What a run has made: as its owner's models.
    {"workload.download", "公共服务-下载", Cell::kAllow, Cell::kAllow, Cell::kAllow, Cell::kDeny},
    // A terminal reads and writes the owner's data: operators get it in their own runs only.
    {"workload.exec", "公共服务-终端", Cell::kAllow, Cell::kAllow, Cell::kAllow, Cell::kDeny},
};

enum class Reach {
  kAdministrators,
  kSecondLevel,       // second-level administrators (and administrators, as everywhere)
  kSecondLevelOwner,  // those that own the object
  kSignedIn,
  kOwner,
  kMember,       // of the target's workspace, with any role
  kMemberOwner,  // members, of their own objects
};

struct Rule {
  std::string_view permission;
  Reach reach;
};
// Kinds outside the matrix. Any rule that allows is enough; a verb without a rule of its kind is
// for administrators. Clusters, flavors and storages can be read by all, because everybody chooses
// one.
constexpr Rule kRules[] = {
    {"user.list", Reach::kSecondLevel},
    {"user.get", Reach::kSecondLevel},
    {"user.get", Reach::kOwner},
    {"user.create", Reach::kAdministrators},
    {"user.update", Reach::kAdministrators},
    {"user.delete", Reach::kAdministrators},
    {"group.list", Reach::kAdministrators},
    {"cluster.list", Reach::kSignedIn},
    {"cluster.get", Reach::kSignedIn},
    {"flavor.list", Reach::kSignedIn},
    {"flavor.get", Reach::kSignedIn},
    {"storage.list", Reach::kSignedIn},
    {"storage.get", Reach::kSignedIn},
    {"node.list", Reach::kAdministrators},
    {"setting.list", Reach::kAdministrators},
    {"audit_record.list", Reach::kAdministrators},
    {"workspace.list", Reach::kSignedIn},  // each sees the workspaces they are a member of
    {"workspace.get", Reach::kMember},
    {"workspace.get", Reach::kSecondLevelOwner},
    {"workspace.create", Reach::kSecondLevel},
    {"workspace.update", Reach::kSecondLevelOwner},
    {"workspace.delete", Reach::kSecondLevelOwner},
    {"api_token.list", Reach::kSignedIn},
    {"api_token.create", Reach::kSignedIn},
    {"api_token.get", Reach::kOwner},
    {"api_token.update", Reach::kOwner},
    {"api_token.delete", Reach::kOwner},
    {"upload.list", Reach::kMember},
    {"upload.create", Reach::kMember},
    {"upload.get", Reach::kMemberOwner},
    {"upload.update", Reach::kMemberOwner},
    {"upload.delete", Reach::kMemberOwner},
};

struct Alias {
  std::string_view permission;
  std::string_view row;
};
// Generic verbs and the rows that decide them. "workload." stands for every kind of workload.
constexpr Alias kAliases[] = {
    {"workspace_member.create", "workspace_member.add"},
    {"workspace_member.get", "workspace_member.list"},
    {"workspace_config.get", "workspace_config.menu"},
    {"workspace_config.update", "workspace_config.edit"},
    {"labeled_dataset.list", "labeled_dataset.get"},
    {"labeled_dataset.update", "labeled_dataset.rename"},
    {"labeled_dataset.copy", "labeled_dataset.duplicate"},
    {"labeled_dataset.unshare", "labeled_dataset.share"},
    {"labeled_dataset_version.list", "labeled_dataset.get"},
    {"labeled_dataset_version.get", "labeled_dataset.get"},
    {"labeled_dataset_version.update", "labeled_dataset.rename"},
    {"labeled_dataset_version.delete", "labeled_dataset.delete"},
    {"labeled_dataset_import.list", "labeled_dataset.get"},
    {"labeled_dataset_import.get", "labeled_dataset.get"},
    {"labeled_dataset_import.cancel", "labeled_dataset.import"},
    {"labeled_dataset_import.resume", "labeled_dataset.import"},
    {"base_dataset.list", "base_dataset.get"},
    {"base_dataset.update", "base_dataset.rename"},
    {"image.list", "image.get"},
    {"image.create", "image.build"},
    {"image.update", "image.build"},
    {"image.delete", "image.build"},
    {"code_package.create", "code_package.import"},
    {"code_package.update", "code_package.reupload"},
    {"model_version.list", "model.list_versions"},
    {"model_version.get", "model.get_details"},
    {"model_version.create", "model.create_version"},
    {"model_version.download", "model.download"},
    {"model_version.delete", "model.delete_version"},
    {"model_version.update", "model.update"},
    {"model_version.delete_file", "model.delete_file"},
    {"model_version.export", "model.export_media_store"},
    {"app_key.unbind", "app_key.bind"},
    {"service.offline", "service.online"},
    {"service.bind", "app_key.bind"},
    {"service.unbind", "app_key.bind"},
    {"run.list", "training_job.list"},
    {"run.get", "training_job.get"},
    {"run.stop", "training_job.stop"},
    {"workload.scalars", "workload.metrics"},
};
constexpr std::string_view kWorkloads[] = {"training_job", "devbox",    "fine_tune",
                                           "clean_task",   "eval_task", "compress_task",
                                           "service",      "run"};
// Notes are for logs and the audit, never part of an answer.
constexpr std::string_view kHiddenNote = "hidden from the actor";
constexpr std::string_view kSharedReads[] = {"get",           "list",        "list_files",
                                             "list_versions", "get_details", "download"};

template <class Range, class Item>
bool contains(const Range& range, const Item& item) {
  return std::find(std::begin(range), std::end(range), item) != std::end(range);
}

const MatrixRow* row_of(std::string_view permission) {
  if (const auto* row = find_row(permission)) return row;
  for (const auto& row : kMoreRows)
    if (row.permission == permission) return &row;
  return nullptr;
}

bool has_rule(std::string_view permission) {
  return std::any_of(std::begin(kRules), std::end(kRules),
                     [&](const Rule& r) { return r.permission == permission; });
}

std::string_view kind_of(std::string_view permission) {
  return permission.substr(0, permission.find('.'));
}
std::string_view verb_of(std::string_view permission) {
  const auto dot = permission.find('.');
  return dot == std::string_view::npos ? std::string_view{} : permission.substr(dot + 1);
}

// Kinds that only kRules speak of: a verb that they lack is for administrators, not unknown.
bool is_ruled_kind(std::string_view kind) {
  return std::any_of(std::begin(kRules), std::end(kRules),
                     [&](const Rule& r) { return kind_of(r.permission) == kind; });
}

bool in_group(const Actor& actor, Group group) {
  return std::find(actor.groups.begin(), actor.groups.end(), group) != actor.groups.end();
}

const std::vector<MemberRole>* roles_in(const Actor& actor, std::string_view workspace) {
  const auto it = actor.roles.find(std::string(workspace));
  return it == actor.roles.end() ? nullptr : &it->second;
}

bool is_own(const Actor& actor, const Target& target) {
  return target.owner && !actor.user_id.empty() && *target.owner == actor.user_id;
}

// Shared with those who develop there; operators manage what runs, nobody's assets.
bool works_with_data(const std::vector<MemberRole>& roles) {
  return contains(roles, MemberRole::kDeveloper) || contains(roles, MemberRole::kWorkspaceAdmin);
}

bool is_shared_read(std::string_view permission, const Target& target) {
  const std::string_view kind = kind_of(permission);
  const bool data_set = kind == "base_dataset" || kind == "labeled_dataset";
  return ((target.sharing == Sharing::kReadable && data_set) ||
          (target.sharing == Sharing::kPreset && kind == "model")) &&
         contains(kSharedReads, verb_of(permission));
}

// What is made by the act will be one's own, and a list is allowed if any of it is: a collection
// counts as own.
bool row_allows(const MatrixRow& row, MemberRole role, const Target& target, const Actor& actor) {
  const bool own = !target.owner || is_own(actor, target);
  switch (role) {
    case MemberRole::kWorkspaceAdmin:
      return row.workspace_admin == Cell::kAllow;
    case MemberRole::kDeveloper:
      return own && row.developer_own == Cell::kAllow;
    case MemberRole::kOperator:
      return (own ? row.operator_own : row.operator_others) == Cell::kAllow;
  }
  return false;
}

bool matrix_allows(const Actor& actor, const MatrixRow& row, const Target& target) {
  const auto* roles = roles_in(actor, target.workspace);
  if (roles == nullptr) return false;
  if (is_shared_read(row.permission, target) &&
      (target.sharing == Sharing::kPreset || works_with_data(*roles)))
    return true;
  // The list of members and their roles belongs to the workspace: nobody's own.
  const bool ownerless = kind_of(row.permission) == "workspace_member" ||
                         kind_of(row.permission) == "workspace_config";
  const Target effective = ownerless ? Target::collection(target.workspace) : target;
  return std::any_of(roles->begin(), roles->end(),
                     [&](MemberRole role) { return row_allows(row, role, effective, actor); });
}

bool rule_allows(const Actor& actor, const Rule& rule, const Target& target) {
  switch (rule.reach) {
    case Reach::kAdministrators:
      return false;  // they never come here
    case Reach::kSecondLevel:
      return in_group(actor, Group::kSecondLevelAdministrator);
    case Reach::kSecondLevelOwner:
      return in_group(actor, Group::kSecondLevelAdministrator) && is_own(actor, target);
    case Reach::kSignedIn:
      return !actor.user_id.empty();
    case Reach::kOwner:
      return is_own(actor, target);
    case Reach::kMember:
      return is_member(actor, target.workspace);
    case Reach::kMemberOwner:
      return is_member(actor, target.workspace) && is_own(actor, target);
  }
  return false;
}

bool allows(const Actor& actor, std::string_view permission, const Target& target) {
  if (actor.is_administrator()) return true;
  if (const auto* row = row_of(permission); row != nullptr && matrix_allows(actor, *row, target))
    return true;
  return std::any_of(std::begin(kRules), std::end(kRules), [&](const Rule& r) {
    return r.permission == permission && rule_allows(actor, r, target);
  });
}

// Whose "get" says whether the object may be known.
std::string get_permission(std::string_view kind) {
  if (contains(kWorkloads, kind) && kind != "run") return std::string(kind) + ".get";
  if (kind == "workload" || kind == "run") return "training_job.get";
  if (kind == "workspace_config") return "workspace.get";
  return canonical_permission(std::string(kind) + ".get");
}
}  // namespace

Target Target::object(const resource::Kind& kind, const resource::Object& object, Sharing sharing) {
  return subject(kind, {object.id, object.workspace, object.owner}, sharing);
}

Target Target::subject(const resource::Kind& kind, const Subject& of, Sharing sharing) {
  if (kind.name == "workspace") return {.workspace = of.id, .owner = of.owner, .sharing = sharing};
  if (kind.name == "user") return {.workspace = {}, .owner = of.id, .sharing = sharing};
  return {.workspace = of.workspace, .owner = of.owner, .sharing = sharing};
}

std::string canonical_permission(std::string_view permission) {
  for (const auto& alias : kAliases)
    if (alias.permission == permission) return std::string(alias.row);
  if (row_of(permission) != nullptr || has_rule(permission)) return std::string(permission);
  const std::string_view kind = kind_of(permission), verb = verb_of(permission);
  if (contains(kWorkloads, kind)) {
    if (verb == "restart") return canonical_permission(std::string(kind) + ".start");
    return canonical_permission("workload." + std::string(verb));
  }
  if (is_ruled_kind(kind) && !verb.empty()) return std::string(permission);
  return {};
}

std::string run_permission(std::string_view workload_kind, std::string_view verb) {
  return canonical_permission(std::string(workload_kind) + "." + std::string(verb));
}

bool is_member(const Actor& actor, std::string_view workspace_id) {
  return actor.is_administrator() ||
         (!workspace_id.empty() && roles_in(actor, workspace_id) != nullptr);
}

Decision decide(const Actor& actor, std::string_view permission, const Target& target) {
  const std::string canonical = canonical_permission(permission);
  if (actor.is_administrator()) return Decision::kAllow;
  if (!canonical.empty() && allows(actor, canonical, target)) return Decision::kAllow;
  // Workspace settings: the second-level administrator who owns the workspace may change them too.
  if (permission == "workspace.update" && allows(actor, "workspace_config.edit", target))
    return Decision::kAllow;
  if (!target.owner) {  // that a collection exists is no secret, but that a workspace does is
    return target.workspace.empty() || is_member(actor, target.workspace) ? Decision::kDeny
                                                                          : Decision::kHidden;
  }
  const std::string get = get_permission(kind_of(canonical.empty() ? permission : canonical));
  return !get.empty() && allows(actor, get, target) ? Decision::kDeny : Decision::kHidden;
}

Visible visible_owner_restriction(const Actor& actor, std::string_view kind,
                                  std::string_view workspace_id) {
  if (actor.is_administrator()) return Visible::kAll;
  if (kind == "workspace") return Visible::kOwn;
  const std::string get = get_permission(kind);
  if (get.empty()) return Visible::kNothing;
  const std::string_view nobody = "?";  // no id has this form
  const Target others{.workspace = workspace_id, .owner = nobody};
  if (allows(actor, get, others)) return Visible::kAll;
  const Target own{.workspace = workspace_id, .owner = actor.user_id};
  const bool shares = kind == "base_dataset" || kind == "labeled_dataset";
  if (shares && is_member(actor, workspace_id)) return Visible::kOwnAndShared;
  return allows(actor, get, own) ? Visible::kOwn : Visible::kNothing;
}

Error hidden(std::string words) {
  return fail(ErrorCode::kNotFound, std::move(words)).note(std::string(kHiddenNote));
}

bool is_refusal(const Error& error) {
  return error.code == ErrorCode::kForbidden || error.code == ErrorCode::kUnauthenticated ||
         contains(error.notes, kHiddenNote);
}

Result<void> require(const Actor& actor, std::string_view permission, const Target& target) {
  const Decision decision = decide(actor, permission, target);
  if (decision == Decision::kAllow) return {};
  if (decision == Decision::kHidden)
    return hidden("there is no such object, or it is not visible to you");
  return fail(ErrorCode::kForbidden, explain(actor, permission, target).words);
}

}  // namespace millrace::auth
