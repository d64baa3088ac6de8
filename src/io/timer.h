// A time-out as a descriptor: readable once it is over, so that poll(2) needs no arithmetic and an
// interrupted wait does not start again. Monotonic. One thread.
#pragma once
#include "base/clock.h"
#include "base/result.h"
#include "io/fd.h"

namespace millrace::io {

class Timer {
 public:
  static Result<Timer> start(base::Duration after);  // zero or less: over at once
  int fd() const { return fd_.get(); }

 private:
  explicit Timer(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

enum class Ready { kYes, kTimedOut };
enum class Direction { kRead, kWrite };
// Waits until `fd` can be read or written (or has an error or an end, which the next call shows).
Result<Ready> wait_until_ready(int fd, Direction direction, base::Duration timeout);

}  // namespace millrace::io
