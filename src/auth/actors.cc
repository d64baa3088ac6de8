#include "auth/actors.h"

#include "store/table.h"

namespace millrace::auth {

Result<std::optional<domain::Actor>> load_actor(store::ReadTx& tx, const std::string& user_id) {
  auto user = store::Table<resource::User>().get(tx, user_id);
  if (!user && user.error().code == ErrorCode::kNotFound) return std::optional<domain::Actor>();
  if (!user) return std::move(user).error();
  if (user->disabled) return std::optional<domain::Actor>();
  domain::Actor actor{.user_id = user->id,
                      .account = user->name,
                      .groups = user->groups,
                      .address = {},
                      .request_id = {},
                      .roles = {}};
  TRY_ASSIGN(const auto members, store::Table<resource::Member>().all(
                                     tx, {.filter = {store::where("user", user->id)}}));
  for (const auto& member : members) actor.roles[member.workspace] = member.roles;
  return std::optional(std::move(actor));
}

}  // namespace millrace::auth
