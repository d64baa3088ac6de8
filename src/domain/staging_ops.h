// That data are brought to a node for a run: its progress while it waits, and events. Functions on
// a transaction.
#pragma once
#include <string>

#include "store/tx.h"

namespace millrace::domain {

enum class StagingMark { kBegun, kGoesOn, kWhole };

struct StagingNote {
  StagingMark mark = StagingMark::kGoesOn;
  std::int64_t attempt = 1;
  std::int64_t done_bytes = 0, total_bytes = 0;  // 0: not known yet
};

// Progress is {"phase":"staging","step":bytes,"total_steps":bytes,"unit":"bytes"}, and nothing
// again when all is there. Of runs that have gone or ended: without effect.
Result<void> note_staging(store::Tx& tx, const std::string& run_id, const StagingNote& note);

}  // namespace millrace::domain
