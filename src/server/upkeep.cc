#include "server/upkeep.h"

#include "base/log.h"
#include "store/audit_log.h"
#include "store/changes.h"
#include "store/idempotency.h"

namespace millrace::server {
namespace {

constexpr base::Duration kFrequent = std::chrono::seconds(5);
constexpr base::Duration kSeldom = std::chrono::hours(1);
constexpr base::Duration kKeepChanges = std::chrono::hours(72);
constexpr base::Duration kKeepCalls = std::chrono::hours(24);

void report(std::string_view what, const Result<void>& result) {
  if (!result)
    log_warning("server", "upkeep failed and will be tried again",
                {{"what", std::string(what)}, {"error", result.error().to_string()}});
}

}  // namespace

Upkeep::Upkeep(store::Store& store, store::Refusals& refusals, auth::Sessions& sessions,
               base::Clock& clock)
    : store_(store),
      refusals_(refusals),
      sessions_(sessions),
      clock_(clock),
      thread_("upkeep", [this] { loop(); }) {}

Upkeep::~Upkeep() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    stop_.notify_all();
  }
  thread_.join();
  report("sessions", sessions_.upkeep());
  report("refusals", refusals_.flush(store::Refusals::Which::kAll));
}

void Upkeep::frequent() {
  report("sessions", sessions_.upkeep());
  report("refusals", refusals_.flush(store::Refusals::Which::kEndedMinutes));
}

void Upkeep::hourly() {
  const base::Time now = clock_.now();
  report("pruning", store_.write([&](store::Tx& tx) -> Result<void> {
    TRY(store::prune_changes(tx, now - kKeepChanges));
    TRY(store::prune_calls(tx, now - kKeepCalls));
    return {};
  }));
}

void Upkeep::loop() {
  base::Duration next_hourly = clock_.monotonic() + kFrequent;
  for (;;) {
    {
      base::MutexLock lock(mutex_);
      if (!stopping_) stop_.wait_for(mutex_, kFrequent);
      if (stopping_) return;
    }
    frequent();
    if (clock_.monotonic() < next_hourly) continue;
    hourly();
    next_hourly = clock_.monotonic() + kSeldom;
  }
}

}  // namespace millrace::server
