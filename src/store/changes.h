// The feed of object changes that watches follow: one row per mutation, in order of `rev`, kept for
// a while. Functions on a transaction; no state.
#pragma once
#include <string>
#include <vector>

#include "store/tx.h"

namespace millrace::store {

enum class ChangeOp { kCreated, kUpdated, kDeleted };
std::string_view word(ChangeOp op);  // "created", "updated", "deleted"

struct Change {
  std::int64_t rev = 0;
  base::Time at{};
  std::string kind;
  std::string id;
  std::string workspace;
  ChangeOp op = ChangeOp::kCreated;
};

void append_change(Tx& tx, std::string_view kind, std::string_view id, std::string_view workspace,
                   ChangeOp op);

struct ChangePage {
  // kGone: what followed the position is partly pruned; the reader must list again.
  enum class Position { kKept, kGone } position = Position::kKept;
  std::vector<Change> changes;
  std::int64_t next = 0;  // read on after this rev
};
// Changes after rev `after`, at most `limit`; of one kind if `kind` is not empty.
Result<ChangePage> read_changes(ReadTx& tx, std::int64_t after, int limit,
                                std::string_view kind = {});

// Forgets up to `limit` changes older than `before`; how many there were.
Result<std::int64_t> prune_changes(Tx& tx, base::Time before, int limit = 10'000);

}  // namespace millrace::store
