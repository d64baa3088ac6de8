#include "alert/alerts.h"

#include <algorithm>

#include "base/log.h"

namespace millrace::alert {
namespace {
constexpr base::Duration kLongest{60'000};    // even if nobody wakes us
constexpr base::Duration kAfterError{2'000};  // the store is away
}  // namespace

Alerts::Alerts(store::Store& store, Transport& transport, base::Clock& clock, Rng& rng,
               AlertsOptions options)
    : store_(store),
      follower_(store, options.public_url),
      courier_(store, transport, clock, rng, options.courier) {
  listener_ = store_.add_listener([this](std::int64_t) { wake(log_); });
  threads_.emplace_back("alert-follow", [this] { follow(); });
  for (int i = 0; i < options.couriers; ++i)
    threads_.emplace_back("alert-deliver", [this] { deliver(); });
}

Alerts::~Alerts() {
  store_.remove_listener(listener_);
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    log_.changed.notify_all();
    outbox_.changed.notify_all();
  }
  threads_.clear();
}

void Alerts::wake(Signal& signal) {
  base::MutexLock lock(mutex_);
  ++signal.count;
  signal.changed.notify_all();
}

std::optional<std::uint64_t> Alerts::wait(Signal& signal, std::uint64_t seen,
                                          base::Duration at_most) {
  base::MutexLock lock(mutex_);
  while (!stopping_ && signal.count == seen && at_most.count() > 0)
    if (!signal.changed.wait_for(mutex_, at_most)) break;
  if (stopping_) return std::nullopt;
  return signal.count;
}

void Alerts::follow() {
  std::optional<std::uint64_t> seen = 0;
  while (seen) {
    const auto step = follower_.step();
    base::Duration pause = kLongest;
    if (!step) {
      log_warning("alert", "cannot read the event log", {{"error", step.error().to_string()}});
      pause = kAfterError;
    } else {
      if (step->alarming > 0) wake(outbox_);
      if (step->next == Follower::Next::kAtOnce) pause = base::Duration{0};
    }
    seen = wait(log_, *seen, pause);
  }
}

void Alerts::deliver() {
  std::optional<std::uint64_t> seen = 0;
  while (seen) seen = wait(outbox_, *seen, deliver_and_plan());
}

// Tries one message; how long to wait for the next.
base::Duration Alerts::deliver_and_plan() {
  const auto did = courier_.deliver_one();
  if (did && *did == Courier::Did::kTried) return base::Duration{0};
  if (did) {
    const auto next = courier_.until_next();
    if (next) return std::min(kLongest, next->value_or(kLongest));
  }
  log_warning("alert", "cannot deliver",
              {{"error", did ? "the outbox cannot be read" : did.error().to_string()}});
  return kAfterError;
}

}  // namespace millrace::alert
