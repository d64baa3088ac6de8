#include "auth/login_throttle.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "base/strings.h"

namespace millrace::auth {
namespace {
// Accounts differ in case only for people who mistype them.
std::string account_key(std::string_view account) {
  return base::to_lower(account.substr(0, 64));
}
std::string pair_key(std::string_view account, const std::string& place) {
  return account_key(account) + "\n" + place;
}

base::Duration wait_after(const Backoff& backoff, int attempts) {
  if (attempts < backoff.free_attempts) return base::Duration{0};
  const int doublings = std::min(attempts - backoff.free_attempts, 30);
  return std::min(backoff.longest_wait, backoff.first_wait * (std::int64_t{1} << doublings));
}
}  // namespace

std::string throttle_place(std::string_view address) {
  if (address.find(':') == std::string_view::npos) return std::string(address);
  if (address.starts_with("::ffff:") && address.find('.') != std::string_view::npos)
    return std::string(address.substr(7));
  // The first four groups; "::" stands for zeros, of which at least the last 64 bits may be cut
  // off.
  std::string place;
  int groups = 0;
  for (const auto group : base::split(address.substr(0, address.find('%')), ':')) {
    if (group.empty() || groups == 4) break;
    place += std::string(group) + ":";
    ++groups;
  }
  return place + ":/64";
}

LoginThrottle::LoginThrottle(base::Clock& clock, ThrottleOptions options)
    : clock_(clock),
      options_(options),
      pair_{options.pair, {}, {}},
      address_{options.address, {}, {}},
      account_{options.account, {}, {}} {}

Result<void> LoginThrottle::begin(std::string_view account, std::string_view address) {
  const std::string place = throttle_place(address);
  base::MutexLock lock(mutex_);
  const base::Duration now = clock_.monotonic();
  if (const auto wait = wait_locked(account, place, now); wait.count() > 0)
    return fail(ErrorCode::kExhausted,
                fmt::format("too many attempts to sign in; try again in {} s",
                            (wait.count() + 999) / 1000));
  count(pair_, pair_key(account, place), now);
  count(address_, place, now);
  count(account_, account_key(account), now);
  return {};
}

void LoginThrottle::succeeded(std::string_view account, std::string_view address) {
  const std::string place = throttle_place(address);
  base::MutexLock lock(mutex_);
  forgive(pair_, pair_key(account, place), std::numeric_limits<int>::max());
  // Only its own attempt: signing in to one's own account must not buy guesses at others'.
  forgive(address_, place, 1);
  forgive(account_, account_key(account), 1);
}

base::Duration LoginThrottle::wait(std::string_view account, std::string_view address) {
  const std::string place = throttle_place(address);
  base::MutexLock lock(mutex_);
  return wait_locked(account, place, clock_.monotonic());
}

std::size_t LoginThrottle::entries() const {
  base::MutexLock lock(mutex_);
  return pair_.by_key.size() + address_.by_key.size() + account_.by_key.size();
}

base::Duration LoginThrottle::wait_locked(std::string_view account, const std::string& place,
                                          base::Duration now) {
  return std::max({wait_of(pair_, pair_key(account, place), now), wait_of(address_, place, now),
                   wait_of(account_, account_key(account), now)});
}

base::Duration LoginThrottle::wait_of(Counter& counter, const std::string& key,
                                      base::Duration now) {
  const auto it = counter.by_key.find(key);
  if (it == counter.by_key.end()) return base::Duration{0};
  return std::max(base::Duration{0}, it->second->blocked_until - now);
}

void LoginThrottle::count(Counter& counter, const std::string& key, base::Duration now) {
  auto it = counter.by_key.find(key);
  if (it == counter.by_key.end()) {
    counter.entries.push_front({.key = key});
    it = counter.by_key.emplace(key, counter.entries.begin()).first;
  } else {
    counter.entries.splice(counter.entries.begin(), counter.entries, it->second);
  }
  Entry& entry = *it->second;
  if (now - entry.last > options_.forget_after) entry.attempts = 0;
  entry.last = now;
  ++entry.attempts;
  entry.blocked_until = now + wait_after(counter.backoff, entry.attempts);
  while (
      counter.entries.size() > options_.max_entries ||
      (counter.entries.size() > 1 && now - counter.entries.back().last > options_.forget_after)) {
    counter.by_key.erase(counter.entries.back().key);
    counter.entries.pop_back();
  }
}

void LoginThrottle::forgive(Counter& counter, const std::string& key, int attempts) {
  const auto it = counter.by_key.find(key);
  if (it == counter.by_key.end()) return;
  Entry& entry = *it->second;
  entry.attempts = std::max(0, entry.attempts - std::min(entry.attempts, attempts));
  entry.blocked_until = entry.last + wait_after(counter.backoff, entry.attempts);
}

}  // namespace millrace::auth
