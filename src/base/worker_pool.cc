#include "base/worker_pool.h"

namespace millrace::base {

WorkerPool::WorkerPool(std::string_view name, int threads, std::size_t max_queued)
    : max_queued_(max_queued) {
  for (int i = 0; i < threads; ++i)
    threads_.emplace_back(std::string(name) + "-" + std::to_string(i), [this] { work(); });
}

bool WorkerPool::try_submit(Task task) {
  MutexLock lock(mutex_);
  if (stopping_ || tasks_.size() >= max_queued_) return false;
  tasks_.push_back(std::move(task));
  if (idle_ > 0) wake_.notify_one();
  return true;
}

void WorkerPool::submit(Task task) {
  MutexLock lock(mutex_);
  if (stopping_) return;
  tasks_.push_back(std::move(task));
  if (idle_ > 0) wake_.notify_one();
}

std::size_t WorkerPool::waiting() const {
  MutexLock lock(mutex_);
  return tasks_.size();
}

void WorkerPool::stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  threads_.clear();
}

void WorkerPool::work() {
  while (true) {
    Task task;
    {
      MutexLock lock(mutex_);
      ++idle_;
      while (tasks_.empty() && !stopping_) wake_.wait(mutex_);
      --idle_;
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace millrace::base
