#include "auth/first_start.h"

#include "domain/crud.h"
#include "resource/people.h"
#include "store/settings.h"

namespace millrace::auth {
namespace {
using resource::Group;
using resource::User;
using resource::Workspace;
using store::Tx;

constexpr std::string_view kDone = "first_start.done";
constexpr std::string_view kAdmin = "admin";
constexpr std::string_view kDefaultWorkspace = "default";

// The rules of domain/ add the credential and, being an administrator, the membership.
Result<void> create_all(Tx& tx, const std::string& phc) {
  User admin;
  admin.name = kAdmin;
  admin.groups = {Group::kAdministrator};
  admin.description = "The first administrator.";
  admin.password = phc;
  TRY(domain::create(tx, domain::system_actor(), User::kind(), "", admin));
  domain::Actor actor = domain::system_actor();
  actor.user_id = admin.id;
  actor.account = admin.name;
  Workspace workspace;
  workspace.name = kDefaultWorkspace;
  workspace.is_default = true;
  TRY(domain::create(tx, actor, Workspace::kind(), "", workspace));
  return store::set_setting(tx, kDone, "yes");
}
}  // namespace

Result<FirstStart> ensure_first_start(store::Store& store, Passwords& passwords, Rng& rng,
                                      const std::optional<std::string>& admin_password) {
  bool done = false;
  TRY(store.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto setting, store::get_setting(tx, kDone));
    done = setting.has_value();
    return {};
  }));
  if (done) return FirstStart{};
  const std::string password = admin_password ? *admin_password : generate_password(rng);
  if (const auto fits = check_password_policy(kAdmin, password); !fits)
    return fail(ErrorCode::kInvalid,
                "MILLRACE_ADMIN_PASSWORD does not do: " + fits.error().message);
  TRY_ASSIGN(const std::string phc, passwords.hash(password));
  TRY(store.write([&](Tx& tx) { return create_all(tx, phc); }));
  return FirstStart{FirstStart::Did::kCreated,
                    admin_password ? std::nullopt : std::optional(password)};
}

}  // namespace millrace::auth
