#include "control/wake.h"

namespace millrace::control {

Wake::Why Wake::wait(base::Duration longest, Until until) {
  const base::MutexLock lock(mutex_);
  bool in_time = true;
  while (in_time && !stopping_ && !(woken_ && until == Until::kWoken)) {
    const bool notified = longest > base::Duration(0) && changed_.wait_for(mutex_, longest);
    in_time = notified;
  }
  if (stopping_) return Why::kStop;
  if (until == Until::kStopped || !woken_) return Why::kTime;
  woken_ = false;
  return Why::kWoken;
}

}  // namespace millrace::control
