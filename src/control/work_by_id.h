// Tasks on a pool of threads, one at a time for each id: who looks often may ask often.
// Thread-safe.
#pragma once
#include <functional>
#include <set>
#include <string>

#include "base/mutex.h"
#include "base/worker_pool.h"

namespace millrace::control {

class WorkById {
 public:
  WorkById(std::string_view name, int threads, std::size_t max_queued)
      : pool_(name, threads, max_queued) {}
  // Nothing when one for the id is under way, or too much waits: it is asked for again.
  void begin(const std::string& id, std::function<void()> task) EXCLUDES(mutex_);
  void stop() { pool_.stop(); }

 private:
  void done(const std::string& id) EXCLUDES(mutex_);

  base::Mutex mutex_;
  std::set<std::string> under_way_ GUARDED_BY(mutex_);
  base::WorkerPool pool_;
};

}  // namespace millrace::control
