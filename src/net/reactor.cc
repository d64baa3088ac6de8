#include "net/reactor.h"

#include <fmt/core.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace millrace::net {

void Mailbox::post(Task task) {
  base::MutexLock lock(mutex_);
  if (shut_) return;
  tasks_.push_back(std::move(task));
  if (!sleeping_) return;
  sleeping_ = false;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = write(event_fd_.get(), &one, sizeof one);
}

bool Mailbox::prepare_sleep() {
  base::MutexLock lock(mutex_);
  sleeping_ = tasks_.empty();
  return sleeping_;
}

std::vector<Mailbox::Task> Mailbox::take() {
  base::MutexLock lock(mutex_);
  sleeping_ = false;
  return std::exchange(tasks_, {});
}

void Mailbox::shut() {
  std::vector<Task> dropped;  // destroyed outside the lock: they may hold what posts on its way out
  base::MutexLock lock(mutex_);
  shut_ = true;
  dropped.swap(tasks_);
}

Result<std::unique_ptr<Reactor>> Reactor::create(base::Clock& clock, base::Duration tick) {
  io::Fd epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return base::from_errno(errno, "epoll_create1");
  const int event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event_fd < 0) return base::from_errno(errno, "eventfd");
  auto mailbox = std::make_shared<Mailbox>(event_fd);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, event_fd, &event) != 0)
    return base::from_errno(errno, "epoll_ctl");
  return std::unique_ptr<Reactor>(new Reactor(clock, tick, std::move(epoll), std::move(mailbox)));
}

Reactor::Reactor(base::Clock& clock, base::Duration tick, io::Fd epoll,
                 std::shared_ptr<Mailbox> mailbox)
    : clock_(clock),
      tick_(tick),
      epoll_(std::move(epoll)),
      mailbox_(std::move(mailbox)),
      now_(clock.monotonic()),
      next_tick_(now_ + tick),
      scratch_(64 << 10) {}

void Reactor::run() {
  std::array<epoll_event, 256> events;
  while (!stopping_.load(std::memory_order_acquire)) {
    int timeout = 0;
    if (mailbox_->prepare_sleep()) {
      const auto left = next_tick_ - clock_.monotonic();
      timeout = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, tick_.count()));
    }
    const int n = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout);
    now_ = clock_.monotonic();
    auto tasks = mailbox_->take();
    for (int i = 0; i < n; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.ptr != nullptr) {
        static_cast<Watcher*>(event.data.ptr)->on_ready(event.events);
      } else {
        std::uint64_t count = 0;
        [[maybe_unused]] const ssize_t got = read(mailbox_->event_fd_.get(), &count, sizeof count);
      }
    }
    for (auto& task : tasks) task();
    if (now_ >= next_tick_) {
      next_tick_ = now_ + tick_;
      if (on_tick_) on_tick_();
    }
    retired_.clear();
  }
  mailbox_->shut();
  retired_.clear();
}

void Reactor::stop() {
  stopping_.store(true, std::memory_order_release);
  mailbox_->post([] {});
}

Result<void> Reactor::add(int fd, std::uint32_t epoll_events, Watcher* watcher) {
  epoll_event event{};
  event.events = epoll_events;
  event.data.ptr = watcher;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0)
    return base::from_errno(errno, "epoll_ctl");
  return {};
}

void Reactor::remove(int fd) {
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

const std::string& Reactor::http_date() {
  const std::int64_t second = base::unix_ms(clock_.now()) / 1000;
  if (second == date_second_) return date_;
  date_second_ = second;
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const time_t t = second;
  tm parts{};
  gmtime_r(&t, &parts);
  date_ = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[parts.tm_wday], parts.tm_mday,
                      kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                      parts.tm_sec);
  return date_;
}

}  // namespace millrace::net
