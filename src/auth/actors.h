// A user as an actor, with groups and roles as they are in the database. Functions on a
// transaction.
#pragma once
#include <optional>
#include <string>

#include "domain/actor.h"
#include "store/tx.h"

namespace millrace::auth {

// Without address and request_id. nullopt: there is no such user, or the account is disabled.
Result<std::optional<domain::Actor>> load_actor(store::ReadTx& tx, const std::string& user_id);

}  // namespace millrace::auth
