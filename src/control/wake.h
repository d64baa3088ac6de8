// A thread that is woken or waits its time: what every controller sleeps on. Thread-safe.
#pragma once
#include "base/clock.h"
#include "base/mutex.h"

namespace millrace::control {

class Wake {
 public:
  void wake() EXCLUDES(mutex_) {
    const base::MutexLock lock(mutex_);
    woken_ = true;
    changed_.notify_all();
  }
  void stop() EXCLUDES(mutex_) {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }

  enum class Why { kTime, kWoken, kStop };
  // At most `longest`; a wake() since the last wait returns at once.
  Why wait(base::Duration longest) EXCLUDES(mutex_) { return wait(longest, Until::kWoken); }
  // The same, deaf to wake(): so that many of them make one turn.
  Why pause(base::Duration longest) EXCLUDES(mutex_) { return wait(longest, Until::kStopped); }

 private:
  enum class Until { kWoken, kStopped };
  Why wait(base::Duration longest, Until until) EXCLUDES(mutex_);

  base::Mutex mutex_;
  base::CondVar changed_;
  bool woken_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;
};

}  // namespace millrace::control
