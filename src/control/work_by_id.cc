#include "control/work_by_id.h"

namespace millrace::control {

void WorkById::begin(const std::string& id, std::function<void()> task) {
  {
    const base::MutexLock lock(mutex_);
    if (!under_way_.insert(id).second) return;
  }
  const bool taken = pool_.try_submit([this, id, task = std::move(task)] {
    task();
    done(id);
  });
  if (!taken) done(id);
}

void WorkById::done(const std::string& id) {
  const base::MutexLock lock(mutex_);
  under_way_.erase(id);
}

}  // namespace millrace::control
