#include "server/upkeep.h"

#include "base/log.h"

namespace millrace::server {
namespace {

constexpr base::Duration kFrequent = std::chrono::seconds(5);
constexpr base::Duration kSeldom = std::chrono::hours(1);

void report(std::string_view what, const Result<void>& result) {
  if (!result)
    log_warning("server", "upkeep failed and will be tried again",
                {{"what", std::string(what)}, {"error", result.error().to_string()}});
}

}  // namespace

Upkeep::Upkeep(store::Store& store, store::Refusals& refusals, auth::Sessions& sessions,
               base::Clock& clock, Keep keep)
    : store_(store),
      refusals_(refusals),
      sessions_(sessions),
      clock_(clock),
      keep_(keep),
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
  report("pruning", prune(store_, clock_.now(), keep_));
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
