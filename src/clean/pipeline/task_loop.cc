#include "clean/pipeline/task_loop.h"

#include <algorithm>
#include <map>

#include "base/mutex.h"
#include "base/thread.h"

namespace millrace::clean {
namespace {

constexpr base::Duration kBetweenReports{100};

class Loop {
 public:
  explicit Loop(const TaskLoop& loop) : loop_(loop) {}

  Result<void> run(CleanWatcher& watcher) {
    const int workers = std::max(1, std::min(loop_.workers, static_cast<int>(loop_.order.size())));
    working_ = workers;
    std::vector<base::Thread> threads;
    for (int i = 0; i < workers; ++i)
      threads.emplace_back("clean-" + std::to_string(i), [this] { work(); });
    watch(watcher);
    for (base::Thread& thread : threads) thread.join();
    base::MutexLock lock(mutex_);
    if (!errors_.empty()) return errors_.begin()->second;
    if (cancelled_)
      return fail(ErrorCode::kCancelled, "stopped; the same command goes on from here");
    return {};
  }

 private:
  void work() {
    for (;;) {
      const std::size_t at = next_.fetch_add(1);
      if (at >= loop_.order.size() || stop_.load()) break;
      const auto done = loop_.run(loop_.order[at]);
      ++tasks_done_;
      if (done) continue;
      base::MutexLock lock(mutex_);
      errors_.emplace(at, done.error());
      stop_ = true;
    }
    base::MutexLock lock(mutex_);
    --working_;
    wake_.notify_all();
  }

  void watch(CleanWatcher& watcher) {
    base::MutexLock lock(mutex_);
    while (working_ > 0) {
      wake_.wait_for(mutex_, kBetweenReports);
      const bool tasks = loop_.done == nullptr;
      const auto answer =
          watcher.progress(loop_.phase, tasks ? tasks_done_.load() : loop_.done->load(),
                           tasks ? loop_.order.size() : loop_.total);
      if (answer == CleanWatcher::Answer::kStop && !stop_.load()) {
        cancelled_ = true;
        stop_ = true;
      }
    }
  }

  const TaskLoop& loop_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::uint64_t> tasks_done_{0};
  std::atomic<bool> stop_{false};
  base::Mutex mutex_;
  base::CondVar wake_;
  int working_ GUARDED_BY(mutex_) = 0;
  bool cancelled_ GUARDED_BY(mutex_) = false;
  std::map<std::size_t, Error> errors_ GUARDED_BY(mutex_);
};

}  // namespace

Result<void> run_tasks(const TaskLoop& loop, CleanWatcher& watcher) {
  if (loop.order.empty()) return {};
  return Loop(loop).run(watcher);
}

std::vector<std::size_t> order_of(std::size_t tasks, const Team& team) {
  const auto size = static_cast<std::size_t>(team.size),
             index = static_cast<std::size_t>(team.index);
  std::vector<std::size_t> order, others;
  for (std::size_t task = 0; task < tasks; ++task)
    (task % size == index ? order : others).push_back(task);
  order.insert(order.end(), others.rbegin(), others.rend());
  return order;
}

}  // namespace millrace::clean
