#include "auth/first_start.h"

#include "resource/people.h"
#include "store/audit_log.h"
#include "store/credentials.h"
#include "store/settings.h"
#include "store/table.h"

namespace millrace::auth {
namespace {
using resource::Group;
using resource::Member;
using resource::MemberRole;
using resource::User;
using resource::Workspace;
using store::Table;
using store::Tx;

constexpr std::string_view kDone = "first_start.done";
constexpr std::string_view kAdmin = "admin";
constexpr std::string_view kDefaultWorkspace = "default";

void audit_creation(Tx& tx, const resource::Kind& kind, const resource::Object& object) {
  store::append_audit(tx, {.actor_name = "system", .action = std::string(kind.name) + ".create", .kind = std::string(kind.name),
                           .object_id = object.id, .object_name = object.name, .workspace = object.workspace});
}

template <resource::Resource T>
Result<void> insert(Tx& tx, T& object, const User& owner) {
  object.owner = owner.id;
  object.owner_name = owner.name;
  TRY(Table<T>().insert(tx, object));
  audit_creation(tx, T::kind(), object);
  return {};
}

Result<void> create_all(Tx& tx, const std::string& phc) {
  User admin;
  admin.name = kAdmin;
  admin.groups = {Group::kAdministrator};
  admin.description = "The first administrator.";
  TRY(insert(tx, admin, User{}));
  TRY(store::set_credential(tx, admin.id, phc));
  Workspace workspace;
  workspace.name = kDefaultWorkspace;
  workspace.is_default = true;
  TRY(insert(tx, workspace, admin));
  Member member;
  member.workspace = workspace.id;
  member.name = admin.name;
  member.user = admin.id;
  member.roles = {MemberRole::kWorkspaceAdmin};
  member.platform_administrator = true;
  TRY(insert(tx, member, admin));
  return store::set_setting(tx, kDone, "yes");
}
}  // namespace

Result<FirstStart> ensure_first_start(store::Store& store, Passwords& passwords, Rng& rng, const std::optional<std::string>& admin_password) {
  bool done = false;
  TRY(store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto setting, store::get_setting(tx, kDone));
    done = setting.has_value();
    return {};
  }));
  if (done) return FirstStart{};
  const std::string password = admin_password ? *admin_password : generate_password(rng);
  if (const auto fits = check_password_policy(kAdmin, password); !fits)
    return fail(ErrorCode::kInvalid, "MILLRACE_ADMIN_PASSWORD does not do: " + fits.error().message);
  TRY_ASSIGN(const std::string phc, passwords.hash(password));
  TRY(store.write([&](Tx& tx) { return create_all(tx, phc); }));
  return FirstStart{FirstStart::Did::kCreated, admin_password ? std::nullopt : std::optional(password)};
}

}  // namespace millrace::auth
