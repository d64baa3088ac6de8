#include "shim/poll_loop.h"

#include <cerrno>
#include <vector>

namespace millrace::shim {

void PollLoop::watch(int fd, short events, Ready ready) {
  watches_[fd] = Watch{events, ++generation_, std::move(ready)};
}

void PollLoop::change(int fd, short events) {
  const auto found = watches_.find(fd);
  if (found != watches_.end()) found->second.events = events;
}

void PollLoop::forget(int fd) {
  watches_.erase(fd);
}

Result<void> PollLoop::run_once(base::Duration timeout) {
  std::vector<pollfd> polled;
  std::vector<std::uint64_t> generations;
  for (const auto& [fd, watch] : watches_) {
    polled.push_back({fd, watch.events, 0});
    generations.push_back(watch.generation);
  }
  const int n = ::poll(polled.data(), polled.size(), static_cast<int>(timeout.count()));
  if (n < 0 && errno != EINTR) return base::from_errno(errno, "wait for events");
  if (n <= 0) return {};
  for (std::size_t i = 0; i < polled.size(); ++i) {
    if (polled[i].revents == 0) continue;
    // Forgotten meanwhile, or its number is another descriptor's now: not this one's event.
    const auto found = watches_.find(polled[i].fd);
    if (found == watches_.end() || found->second.generation != generations[i]) continue;
    const Ready ready = found->second.ready;  // it may forget itself
    ready(polled[i].revents);
  }
  return {};
}

}  // namespace millrace::shim
