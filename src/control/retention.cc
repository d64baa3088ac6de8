#include "control/retention.h"

#include <set>

#include "base/log.h"
#include "resource/run.h"
#include "store/ledger.h"
#include "store/table.h"

namespace millrace::control {
namespace {

constexpr base::Duration kEvery{30'000};

void report(std::string_view what, const Result<void>& result) {
  if (!result)
    log_warning("retention", "failed and will be tried again",
                {{"what", std::string(what)}, {"error", result.error().to_string()}});
}

}  // namespace

void Retention::start() {
  thread_ = base::Thread("retention", [this] {
    do turn();
    while (wake_.wait(kEvery) != Wake::Why::kStop);
  });
}

void Retention::stop() {
  if (!thread_.joinable()) return;
  wake_.stop();
  thread_.join();
}

void Retention::turn() {
  cut_hours();
  forget_deleted();
}

void Retention::cut_hours() {
  const std::int64_t hour = base::unix_ms(parts_.clock.now()) / store::kLedgerHourMs;
  if (hour == cut_hour_ || !parts_.runs_settled()) return;
  const auto done = parts_.store.write([](store::Tx& tx) { return store::cut_hours(tx); });
  report("ledger hours", done);
  if (done) cut_hour_ = hour;
}

// Only runs whose row says that they were deleted: one that the store has never heard of may belong
// to a newer state than the backup that was restored, and stays.
void Retention::forget_deleted() {
  const auto seen = parts_.runtime.observe();
  if (!seen) return;
  std::set<std::string> ids;
  for (const auto& attempt : seen->attempts) ids.insert(attempt.key.run_id);
  std::set<std::string> deleted;
  const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
    deleted.clear();
    const store::Table<resource::Run> runs;
    for (const auto& id : ids)
      if (!runs.get(tx, id) && runs.get(tx, id, store::Deleted::kInclude)) deleted.insert(id);
    return {};
  });
  report("look for deleted runs", read);
  if (!read) return;
  for (const auto& attempt : seen->attempts)
    if (deleted.contains(attempt.key.run_id))
      report("forget a run", parts_.runtime.forget(attempt.key));
  for (const auto& id : deleted) {
    report("forget scalars", parts_.scalars.forget(id));
    report("forget metrics", parts_.series.forget(id));
  }
}

}  // namespace millrace::control
