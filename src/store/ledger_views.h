// What the ledger shows: usage by workspace, user, run or node; idle and unavailable time of the
// nodes; and the proof that all of it adds up. Functions on a transaction. Open rows count up to
// `now`, which is ledger_now().
#pragma once
#include <string>
#include <vector>

#include "store/ledger.h"

namespace millrace::store {

struct UsageQuery {
  base::Time from{};
  base::Time to{};
  enum class By { kWorkspace, kUser, kRun, kNode, kKind } by = By::kWorkspace;
  // Only rows of these; empty: all.
  std::string workspace{};
  std::string user_id{};
  std::string run{};
  std::string resource{};
};
struct UsageRow {
  std::string key;  // id of the workspace, user, run or node; or the word of the kind
  std::string resource;
  std::int64_t amount_ms = 0;
};
Result<std::vector<UsageRow>> usage(ReadTx& tx, const UsageQuery& query, base::Time now);

// capacity = allocated + idle + unavailable, at every moment and so in sum.
struct NodeUsage {
  std::string node;
  std::string resource;
  std::int64_t capacity_ms = 0;
  std::int64_t allocated_ms = 0;
  std::int64_t idle_ms = 0;         // available and not held
  std::int64_t unavailable_ms = 0;  // neither available nor held
};
Result<std::vector<NodeUsage>> node_usage(ReadTx& tx, base::Time from, base::Time to,
                                          base::Time now);

struct LedgerCheck {
  std::int64_t rows = 0;
  std::vector<std::string> problems;  // words, the first kMostLedgerProblems; empty: all holds
};
inline constexpr std::size_t kMostLedgerProblems = 20;
// Capacity tiles each node's life; nothing was over-committed at any boundary; each attempt's rows
// tile its history and attempts do not overlap; no row crosses an hour; the sum of all views is
// capacity × time; and what runs say of themselves is what was booked for them.
Result<LedgerCheck> verify_ledger(ReadTx& tx, base::Time now);

}  // namespace millrace::store
