#include "io/timer.h"

#include <poll.h>
#include <sys/timerfd.h>

#include <array>
#include <cerrno>

namespace millrace::io {

Result<Timer> Timer::start(base::Duration after) {
  Fd fd(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  if (!fd) return base::from_errno(errno, "make a timer");
  itimerspec spec{};
  const auto ms = after.count();
  spec.it_value.tv_sec = ms > 0 ? ms / 1000 : 0;
  spec.it_value.tv_nsec = ms > 0 ? ms % 1000 * 1'000'000 : 1;  // all zero would mean never
  if (::timerfd_settime(fd.get(), 0, &spec, nullptr) != 0)
    return base::from_errno(errno, "start a timer");
  return Timer(std::move(fd));
}

Result<Ready> wait_until_ready(int fd, Direction direction, base::Duration timeout) {
  TRY_ASSIGN(const Timer timer, Timer::start(timeout));
  const short events = direction == Direction::kRead ? POLLIN : POLLOUT;
  std::array<pollfd, 2> polled{pollfd{fd, events, 0}, pollfd{timer.fd(), POLLIN, 0}};
  while (::poll(polled.data(), polled.size(), -1) < 0) {
    if (errno != EINTR) return base::from_errno(errno, "wait for a descriptor");
  }
  return polled[0].revents != 0 ? Ready::kYes : Ready::kTimedOut;
}

}  // namespace millrace::io
