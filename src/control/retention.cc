#include "control/retention.h"

#include <set>

#include "base/log.h"
#include "domain/crud.h"
#include "domain/rules_fine_tune.h"
#include "resource/assets.h"
#include "resource/run.h"
#include "store/ledger.h"
#include "store/table.h"

namespace millrace::control {
namespace {

constexpr base::Duration kEvery{30'000};
constexpr int kPurged = 1'000;  // in one transaction
constexpr base::Duration kKeepDeleted = std::chrono::hours(30 * 24);

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
  expire_uploads();
  purge_rows();
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

// The bytes go first: should the server die in between, the row brings it here again.
void Retention::expire_uploads() {
  if (!parts_.remove_upload) return;
  const base::Time now = parts_.clock.now();
  std::vector<std::string> expired;
  const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<void> {
    expired.clear();
    TRY_ASSIGN(const auto uploads, store::Table<resource::Upload>().all(tx));
    TRY_ASSIGN(const auto used, domain::uploads_in_use(tx));
    for (const auto& upload : uploads)
      if (upload.expires_at <= now && !used.contains(upload.id)) expired.push_back(upload.id);
    return {};
  });
  report("look for expired uploads", read);
  if (!read) return;
  for (const auto& id : expired) {
    const auto bytes = parts_.remove_upload(id);
    report("remove an expired upload", bytes);
    if (!bytes) continue;
    report("delete an expired upload", parts_.store.write([&](store::Tx& tx) {
      return domain::remove(tx, domain::system_actor(), resource::Upload::kind(), id, std::nullopt);
    }));
  }
}

// Once an hour; by then what hangs on a deleted row has long been let go of.
void Retention::purge_rows() {
  const base::Time now = parts_.clock.now();
  const std::int64_t hour = base::unix_ms(now) / store::kLedgerHourMs;
  if (hour == purged_hour_) return;
  purged_hour_ = hour;
  for (const auto* kind : resource::all_kinds())
    for (std::int64_t gone = kPurged; gone == kPurged;) {
      gone = 0;
      report("purge deleted rows", parts_.store.write([&](store::Tx& tx) -> Result<void> {
        TRY_ASSIGN(gone, store::ObjectTable::of(*kind).purge(tx, now - kKeepDeleted, kPurged));
        return {};
      }));
    }
}

}  // namespace millrace::control
