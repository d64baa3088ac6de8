#include "store/idempotency.h"

namespace millrace::store {

Result<std::optional<IdempotentCall>> find_call(ReadTx& tx, const IdempotentCall& call) {
  std::optional<IdempotentCall> found;
  TRY(tx.query(
      "SELECT route, body_hash, object_id, status FROM idempotency WHERE actor = ? AND "
      "idempotency_key = ?",
      {call.actor, call.key}, [&](const Row& row) -> Result<void> {
        found = {call.actor, call.key, row.text(0), row.text(1), row.text(2), row.integer(3)};
        return {};
      }));
  if (found && (found->route != call.route || found->body_hash != call.body_hash))
    return fail(ErrorCode::kConflict,
                "this Idempotency-Key was used for another request; take a new one");
  return found;
}

Result<void> record_call(Tx& tx, const IdempotentCall& call) {
  TRY(
      tx.execute("INSERT INTO idempotency (actor, idempotency_key, route, body_hash, object_id, "
                 "status, created_at) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?)",
                 {call.actor, call.key, call.route, call.body_hash, call.object_id, call.status,
                  base::unix_ms(tx.now())}));
  return {};
}

Result<std::int64_t> prune_calls(Tx& tx, base::Time before) {
  return tx.execute("DELETE FROM idempotency WHERE created_at < ?", {base::unix_ms(before)});
}

}  // namespace millrace::store
