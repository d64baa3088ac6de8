#include "control/staging_progress.h"

#include "base/log.h"
#include "domain/run_ops.h"
#include "domain/staging_ops.h"

namespace millrace::control {
namespace {

using domain::StagingMark;

Result<void> tell(store::Store& store, const runtime::Staging& staging, StagingMark mark) {
  return store.write([&](store::Tx& tx) {
    return domain::note_staging(tx, staging.key.run_id,
                                {.mark = mark,
                                 .attempt = staging.key.attempt,
                                 .done_bytes = staging.done_bytes,
                                 .total_bytes = staging.total_bytes});
  });
}

}  // namespace

void StagingProgress::turn() {
  std::map<runtime::AttemptKey, base::Duration> told;
  const base::Duration now = clock_.monotonic();
  for (const auto& staging : runtime_.staging()) {
    const auto known = told_.find(staging.key);
    const bool whole = staging.state == runtime::Staging::State::kWhole;
    Result<void> done;
    if (known == told_.end()) done = tell(store_, staging, StagingMark::kBegun);
    if (done && whole)
      done = tell(store_, staging, StagingMark::kWhole);
    else if (done && known != told_.end() && now - known->second >= domain::kProgressInterval)
      done = tell(store_, staging, StagingMark::kGoesOn);
    if (!done)
      log_warning("progress", "that data are brought could not be written",
                  {{"run", staging.key.run_id}, {"error", done.error().to_string()}});
    if (whole) continue;
    const bool fresh = known != told_.end() && now - known->second < domain::kProgressInterval;
    told[staging.key] = fresh ? known->second : now;
  }
  told_ = std::move(told);  // others were given up, or failed: the run says so
}

}  // namespace millrace::control
