// Threads that run tasks, from one bounded first-in-first-out queue. Thread-safe.
#pragma once
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "base/thread.h"

namespace millrace::base {

class WorkerPool {
 public:
  using Task = std::function<void()>;  // must not throw
  // `name` and a number are what the threads are called.
  WorkerPool(std::string_view name, int threads, std::size_t max_queued);
  ~WorkerPool() { stop(); }
  bool try_submit(Task task);  // false when the queue is full or stopped
  // For tasks that something else bounds, as the next step of one that was let in. Dropped when
  // stopped.
  void submit(Task task);
  std::size_t waiting() const;
  void stop();  // runs what is queued, then joins

 private:
  void work();

  const std::size_t max_queued_;
  mutable Mutex mutex_;
  CondVar wake_;
  std::deque<Task> tasks_ GUARDED_BY(mutex_);
  std::size_t idle_ GUARDED_BY(mutex_) = 0;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::vector<Thread> threads_;
};

}  // namespace millrace::base
