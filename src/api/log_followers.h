// Wakes those who follow a log when it grows. Each followed instance is looked at once every 100
// ms, however many follow it. Thread-safe.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "api/log_reader.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/thread.h"

namespace millrace::api {

class LogFollowers {
 public:
  LogFollowers(runtime::Runtime& runtime, store::Store& store);
  ~LogFollowers();

  struct Target {
    std::string run_id;
    std::int64_t instance = 0;
    std::int64_t attempt = 1;
    auto operator<=>(const Target&) const = default;
  };
  std::uint64_t add(const Target& target, std::function<void()> waker);
  void remove(const Target& target, std::uint64_t token);

 private:
  struct Followed {
    std::unique_ptr<LogReader> reader;  // touched by the thread only
    std::map<std::uint64_t, std::function<void()>> wakers;
  };
  void look();

  runtime::Runtime& runtime_;
  store::Store& store_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::map<Target, std::shared_ptr<Followed>> followed_ GUARDED_BY(mutex_);
  std::uint64_t next_token_ GUARDED_BY(mutex_) = 1;
  bool stopping_ GUARDED_BY(mutex_) = false;
  base::Thread thread_;
};

}  // namespace millrace::api
