// Waits for descriptors and calls whoever watches them. One thread.
#pragma once
#include <poll.h>

#include <functional>
#include <map>

#include "base/clock.h"
#include "base/result.h"

namespace millrace::shim {

class PollLoop {
 public:
  // `events` as in poll(2); called with what is ready. Watching again replaces; 0 keeps only
  // errors.
  using Ready = std::function<void(short revents)>;
  void watch(int fd, short events, Ready ready);
  void change(int fd, short events);
  void forget(int fd);  // before it is closed; also from within a call
  // One round, at most `timeout` long.
  Result<void> run_once(base::Duration timeout);

 private:
  struct Watch {
    short events = 0;
    std::uint64_t generation = 0;
    Ready ready{};
  };
  std::map<int, Watch> watches_;
  std::uint64_t generation_ = 0;
};

}  // namespace millrace::shim
