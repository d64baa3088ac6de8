// Who did what, or was refused: append-only, each row's SHA-256 covers the row and the hash before
// it, so that an edited, removed or inserted row is found. The head of the chain is kept beside it:
// a cut tail is found too, and the head can be noted down outside (doctor prints it). Functions on
// a transaction.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "json/value.h"
#include "store/tx.h"

namespace millrace::store {

enum class AuditOutcome { kAllowed, kRefused, kFailed };
std::string_view word(AuditOutcome outcome);  // "allowed", "refused", "failed"

struct AuditRecord {
  std::int64_t rev = 0;  // given by the store
  base::Time at{};       // given by the store
  std::string actor{};   // user id; empty: the server itself, or nobody was signed in
  std::string actor_name{};
  std::string address{};  // where the request came from
  std::string action{};   // the permission: "training_job.create"
  std::string kind{};
  std::string object_id{};
  std::string object_name{};  // as it was then
  std::string workspace{};
  AuditOutcome outcome = AuditOutcome::kAllowed;
  std::int64_t times = 1;  // how many identical refusals this row stands for
  json::Value detail{};  // {"before":{…},"after":{…}} with secrets masked, or why it was refused
};

void append_audit(Tx& tx, const AuditRecord& record);

struct AuditQuery {
  std::string actor{};
  std::string object_id{};
  std::string workspace{};
  std::string kind{};
  std::string action{};
  std::optional<AuditOutcome> outcome{};
  std::optional<base::Time> from{};  // at >= from
  std::optional<base::Time> to{};    // at < to
  std::int64_t before_rev = 0;       // newest first; go on below this rev; 0: from the newest
  int limit = 50;
};
Result<std::vector<AuditRecord>> list_audit(ReadTx& tx, const AuditQuery& query);

struct AuditCheck {
  std::int64_t rows = 0;
  std::string head;          // hash of the newest row
  std::int64_t bad_rev = 0;  // 0: the chain is whole
  std::string words;         // what is wrong with it
};
// Walks the whole chain in one snapshot, a page at a time.
Result<AuditCheck> verify_audit(ReadTx& tx);

// Forgets the oldest rows up to `limit` that are older than `before`; the chain then begins behind
// them. Leaves a row of its own saying so. Kept are at least kAuditRetention.
inline constexpr base::Duration kAuditRetention = std::chrono::hours(24 * 180);
Result<std::int64_t> prune_audit(Tx& tx, base::Time before, int limit = 10'000);

}  // namespace millrace::store
