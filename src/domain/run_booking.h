// The ledger rows of a run: opened, changed and closed in the transaction that writes the run's
// row. Cores are booked in thousandths under "cpu", memory in bytes under "memory", cards under
// "card:MODEL". Functions on a transaction; called by advance() only.
#pragma once
#include "resource/run.h"
#include "store/tx.h"

namespace millrace::domain {

// From the row as it was to the row as it is about to be. A gang holds its nodes until all of it
// has ended, so all its rows end together, when its last command did.
Result<void> book(store::Tx& tx, const resource::Run& before, const resource::Run& after);

}  // namespace millrace::domain
