// Password hashes, apart from the users' rows so that no list or diff can show them. Functions on a
// transaction.
#pragma once
#include <optional>
#include <string>

#include "store/tx.h"

namespace millrace::store {

struct Credential {
  std::string phc;  // argon2id, as crypto::hash_password made it
  base::Time changed_at{};
};

Result<void> set_credential(Tx& tx, const std::string& user_id, const std::string& phc);
Result<std::optional<Credential>> get_credential(ReadTx& tx, const std::string& user_id);
Result<void> remove_credential(Tx& tx, const std::string& user_id);

}  // namespace millrace::store
