#include "api/log_followers.h"

#include <vector>

namespace millrace::api {
namespace {
constexpr base::Duration kInterval{100};
constexpr std::size_t kLookBytes = 256 << 10;
// Every so many looks all are woken: who follows may have lost the right to, or the session.
constexpr int kLooksToAskAgain = 150;
}  // namespace

LogFollowers::LogFollowers(runtime::Runtime& runtime, store::Store& store)
    : runtime_(runtime), store_(store), thread_("log-followers", [this] { look(); }) {}

LogFollowers::~LogFollowers() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

std::uint64_t LogFollowers::add(const Target& target, std::function<void()> waker) {
  base::MutexLock lock(mutex_);
  auto& followed = followed_[target];
  if (!followed) {
    followed = std::make_shared<Followed>();
    // From the very end: only growth matters. What came before this look, the follower reads
    // itself.
    followed->reader = std::make_unique<LogReader>(runtime_, store_, target.run_id, target.instance,
                                                   target.attempt, "tail:0");
  }
  followed->wakers.emplace(next_token_, std::move(waker));
  changed_.notify_all();
  return next_token_++;
}

void LogFollowers::remove(const Target& target, std::uint64_t token) {
  base::MutexLock lock(mutex_);
  const auto it = followed_.find(target);
  if (it == followed_.end()) return;
  it->second->wakers.erase(token);
  if (it->second->wakers.empty()) followed_.erase(it);
}

void LogFollowers::look() {
  for (int looks = 1;; ++looks) {
    std::vector<std::shared_ptr<Followed>> all;
    {
      base::MutexLock lock(mutex_);
      while (followed_.empty() && !stopping_) changed_.wait(mutex_);
      if (!stopping_) changed_.wait_for(mutex_, kInterval);
      if (stopping_) return;
      for (const auto& [target, followed] : followed_) all.push_back(followed);
    }
    for (const auto& followed : all) {
      const auto piece = followed->reader->read(kLookBytes);
      const bool quiet =
          piece && piece->next == LogReader::Piece::Next::kLater && piece->bytes.empty();
      if (quiet && looks % kLooksToAskAgain != 0) continue;
      base::MutexLock lock(mutex_);
      for (const auto& [token, waker] : followed->wakers) waker();
    }
  }
}

}  // namespace millrace::api
