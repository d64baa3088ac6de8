// Rows that have outlived their keeping: changes, idempotent calls, events, audit records. A
// function; thread-safe.
#pragma once
#include "store/store.h"

namespace millrace::server {

struct Keep {
  base::Duration changes = std::chrono::hours(72);
  base::Duration calls = std::chrono::hours(24);
  base::Duration events = std::chrono::hours(24 * 180);
  base::Duration audit = std::chrono::hours(24 * 180);
};

// In small transactions, so that others get their turn between them, until nothing old is left.
Result<void> prune(store::Store& store, base::Time now, const Keep& keep);

}  // namespace millrace::server
