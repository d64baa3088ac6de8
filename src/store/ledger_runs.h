// The part of the ledger's proof that holds it against the runs themselves. A function on a
// transaction.
#pragma once
#include "store/ledger_views.h"

namespace millrace::store {

// A run that holds nodes has open rows and no other has; what a run has held was booked up to the
// end of its last command. Problems are added to `check`.
Result<void> compare_ledger_with_runs(ReadTx& tx, LedgerCheck& check);

}  // namespace millrace::store
