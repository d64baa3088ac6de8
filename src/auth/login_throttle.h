// Slows down guessing of passwords: after some free attempts, each further one from the same place
// must wait, twice as long each time. Counted three ways: by account and address together (strict),
// by address (leniently: many people may share one), and by account (lenient, so that a stranger
// cannot lock the owner out for long). An attempt counts when it begins, so that parallel ones
// cannot slip through. Bounded memory: the places least recently tried are forgotten first.
// Thread-safe.
#pragma once
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"

namespace millrace::auth {

struct Backoff {
  int free_attempts;
  base::Duration first_wait;
  base::Duration longest_wait;
};

struct ThrottleOptions {
  Backoff pair{5, base::Duration{1'000}, base::Duration{15 * 60'000}};
  Backoff address{30, base::Duration{1'000}, base::Duration{60'000}};
  Backoff account{50, base::Duration{1'000}, base::Duration{60'000}};
  base::Duration forget_after{30 * 60'000};  // without any attempt
  std::size_t max_entries = 16'384;          // of each of the three
};

class LoginThrottle {
 public:
  explicit LoginThrottle(base::Clock& clock, ThrottleOptions options = {});

  // Counts one attempt, or refuses it: kExhausted, saying for how long. A refused attempt does not
  // count.
  Result<void> begin(std::string_view account, std::string_view address);
  // The attempt was right: the account starts anew from this address.
  void succeeded(std::string_view account, std::string_view address);
  // How long until begin() would not refuse: for Retry-After. 0: now.
  base::Duration wait(std::string_view account, std::string_view address);

  std::size_t entries() const;

 private:
  struct Entry {
    std::string key;
    int attempts = 0;
    base::Duration last{0}, blocked_until{0};  // monotonic
  };
  // One way of counting: least recently used entries at the back.
  struct Counter {
    Backoff backoff;
    std::list<Entry> entries;
    std::unordered_map<std::string, std::list<Entry>::iterator> by_key;
  };
  base::Duration wait_locked(std::string_view account, const std::string& place, base::Duration now)
      REQUIRES(mutex_);
  base::Duration wait_of(Counter& counter, const std::string& key, base::Duration now)
      REQUIRES(mutex_);
  void count(Counter& counter, const std::string& key, base::Duration now) REQUIRES(mutex_);
  void forgive(Counter& counter, const std::string& key, int attempts) REQUIRES(mutex_);

  base::Clock& clock_;
  const ThrottleOptions options_;
  mutable base::Mutex mutex_;
  Counter pair_ GUARDED_BY(mutex_), address_ GUARDED_BY(mutex_), account_ GUARDED_BY(mutex_);
};

// What counts as one place: an IPv4 address, or the /64 of an IPv6 one (a single host has all of
// it).
std::string throttle_place(std::string_view address);

}  // namespace millrace::auth
