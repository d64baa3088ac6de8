// One thread's event loop over epoll: readiness of descriptors, posted tasks, a periodic tick.
// Only Mailbox and stop() may be used from other threads.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "io/fd.h"

namespace millrace::net {

// The way into a reactor from other threads; outlives it, so that late callers are harmless.
// Not bounded by itself: every poster has at most a few tasks under way at a time.
class Mailbox {
 public:
  using Task = std::function<void()>;
  explicit Mailbox(int event_fd) : event_fd_(event_fd) {}
  void post(Task task);  // dropped once the reactor has ended

 private:
  friend class Reactor;
  bool prepare_sleep();  // false: there are tasks, do not sleep
  std::vector<Task> take();
  void shut();

  base::Mutex mutex_;
  io::Fd event_fd_;
  std::vector<Task> tasks_ GUARDED_BY(mutex_);
  bool sleeping_ GUARDED_BY(mutex_) = false;
  bool shut_ GUARDED_BY(mutex_) = false;
};

class Reactor {
 public:
  class Watcher {
   public:
    virtual ~Watcher() = default;
    virtual void on_ready(std::uint32_t epoll_events) = 0;
  };

  // Calls on_tick about every `tick`.
  static Result<std::unique_ptr<Reactor>> create(base::Clock& clock, base::Duration tick);
  void set_on_tick(std::function<void()> on_tick) { on_tick_ = std::move(on_tick); }
  void run();   // until stop()
  void stop();  // from any thread
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

  Result<void> add(int fd, std::uint32_t epoll_events, Watcher* watcher);
  void remove(int fd);
  // Keeps a closed object alive until no event of this round can name it any more.
  void retire(std::shared_ptr<void> object) { retired_.push_back(std::move(object)); }

  base::Duration now() const { return now_; }     // as of this round
  const std::string& http_date();                 // as of this second
  std::span<char> scratch() { return scratch_; }  // for one read at a time

 private:
  Reactor(base::Clock& clock, base::Duration tick, io::Fd epoll, std::shared_ptr<Mailbox> mailbox);

  base::Clock& clock_;
  const base::Duration tick_;
  io::Fd epoll_;
  std::shared_ptr<Mailbox> mailbox_;
  std::atomic<bool> stopping_{false};
  std::function<void()> on_tick_;
  base::Duration now_{0};
  base::Duration next_tick_{0};
  std::int64_t date_second_ = -1;
  std::string date_;
  std::vector<std::shared_ptr<void>> retired_;
  std::vector<char> scratch_;
};

}  // namespace millrace::net
