// Threads that run handlers, from one bounded first-in-first-out queue. Thread-safe.
#pragma once
#include <deque>
#include <functional>
#include <vector>

#include "base/mutex.h"
#include "base/thread.h"

namespace millrace::net {

class WorkerPool {
 public:
  using Task = std::function<void()>;  // must not throw
  WorkerPool(int threads, std::size_t max_queued);
  ~WorkerPool() { stop(); }
  bool try_submit(Task task);  // false when the queue is full or stopped
  // Goes on with a request that was let in: each connection has at most one such task at a time,
  // which is their bound. Dropped when stopped.
  void submit(Task task);
  std::size_t waiting() const;
  void stop();  // runs what is queued, then joins

 private:
  void work();

  const std::size_t max_queued_;
  mutable base::Mutex mutex_;
  base::CondVar wake_;
  std::deque<Task> tasks_ GUARDED_BY(mutex_);
  std::size_t idle_ GUARDED_BY(mutex_) = 0;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::vector<base::Thread> threads_;
};

}  // namespace millrace::net
