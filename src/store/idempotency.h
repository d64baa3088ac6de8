// Mutations that carried an Idempotency-Key: the row commits with the mutation, and a second
// request with the key is answered from it. Functions on a transaction.
#pragma once
#include <optional>
#include <string>

#include "store/tx.h"

namespace millrace::store {

struct IdempotentCall {
  std::string actor;
  std::string key;
  std::string route;      // method and path
  std::string body_hash;  // SHA-256 of the body
  std::string object_id{};
  std::int64_t status = 0;  // HTTP
};

// nullopt: not seen before. kConflict: the key was used for another request.
Result<std::optional<IdempotentCall>> find_call(ReadTx& tx, const IdempotentCall& call);
// kAlreadyExists when a twin of the request came first: look again with find_call.
Result<void> record_call(Tx& tx, const IdempotentCall& call);
Result<std::int64_t> prune_calls(Tx& tx, base::Time before);

}  // namespace millrace::store
