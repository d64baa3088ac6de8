// Time is passed in. `Clock` is the only way to learn or wait for it; clock.cc is the only file
// that asks the system. Thread-safe.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/result.h"

namespace millrace::base {

using Duration = std::chrono::milliseconds;
// Wall-clock time, milliseconds since 1970-01-01T00:00:00Z.
using Time = std::chrono::time_point<std::chrono::system_clock, Duration>;

constexpr std::int64_t unix_ms(Time t) { return t.time_since_epoch().count(); }
constexpr Time from_unix_ms(std::int64_t ms) { return Time{Duration{ms}}; }

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() = 0;             // wall clock; may jump
  virtual Duration monotonic() = 0;   // never goes back; for time-outs
  virtual Duration
  boottime() = 0;  // CLOCK_BOOTTIME: counts through suspend, same for all processes
  virtual void sleep_for(Duration) = 0;
};

Clock& system_clock();  // the real one; wiring (apps/) hands it out

// Moves only when told to. `sleep_for` advances it.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Time start = from_unix_ms(1'700'000'000'000)) : now_(start) {}
  Time now() override;
  Duration monotonic() override;
  Duration boottime() override { return monotonic(); }
  void sleep_for(Duration d) override { advance(d); }
  void advance(Duration d);

 private:
  Mutex mutex_;
  Time now_ GUARDED_BY(mutex_);
  Duration elapsed_ GUARDED_BY(mutex_){0};
};

// RFC 3339 in UTC with milliseconds: 2026-11-23T17:14:05.123Z.
std::string format_rfc3339(Time t);
// Accepts any RFC 3339 offset and 0–9 fraction digits (cut to milliseconds).
Result<Time> parse_rfc3339(std::string_view text);

}  // namespace millrace::base

namespace millrace {
using base::Clock;
using base::Duration;
using base::Time;
}  // namespace millrace
