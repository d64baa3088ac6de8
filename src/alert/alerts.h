// Alarms at work: one thread follows the event log, a few deliver. Everything that must survive is
// in the store, so this may end at any time. Started by the constructor, ended by the destructor,
// which waits for calls in progress.
#pragma once
#include <vector>

#include "alert/courier.h"
#include "alert/follower.h"
#include "base/thread.h"

namespace millrace::alert {

struct AlertsOptions {
  CourierOptions courier{};
  int couriers = 4;
  std::string public_url{};  // links begin with it; empty: no links
};

class Alerts {
 public:
  Alerts(store::Store& store, Transport& transport, base::Clock& clock, Rng& rng,
         AlertsOptions options = {});
  ~Alerts();
  Alerts(const Alerts&) = delete;
  Alerts& operator=(const Alerts&) = delete;

 private:
  void follow();
  void deliver();
  base::Duration deliver_and_plan();
  // What a thread waits for, counted so that nothing is missed between looking and waiting.
  struct Signal {
    base::CondVar changed;
    std::uint64_t count = 0;
  };
  void wake(Signal& signal);
  // Waits for a wake() after `seen`, at most so long; the count to go on from, nullopt at the end.
  std::optional<std::uint64_t> wait(Signal& signal, std::uint64_t seen, base::Duration at_most);

  store::Store& store_;
  Follower follower_;
  Courier courier_;
  std::uint64_t listener_ = 0;
  base::Mutex mutex_;
  Signal log_, outbox_;  // under mutex_
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::vector<base::Thread> threads_;
};

}  // namespace millrace::alert
