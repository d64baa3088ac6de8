#include "base/clock.h"

#include <fmt/core.h>
#include <time.h>

#include <cerrno>

namespace millrace::base {
namespace {

Duration read(clockid_t id) {
  timespec ts{};
  clock_gettime(id, &ts);
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(ts.tv_sec) +
                                              std::chrono::nanoseconds(ts.tv_nsec));
}

class SystemClock final : public Clock {
 public:
  Time now() override { return Time{read(CLOCK_REALTIME)}; }
  Duration monotonic() override { return read(CLOCK_MONOTONIC); }
  Duration boottime() override { return read(CLOCK_BOOTTIME); }
  void sleep_for(Duration d) override {
    if (d.count() <= 0) return;
    timespec left{d.count() / 1000, (d.count() % 1000) * 1'000'000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
  }
};

// Reads exactly `width` digits at `pos` and moves it on.
bool digits(std::string_view text, std::size_t& pos, std::size_t width, int& out) {
  if (pos + width > text.size()) return false;
  out = 0;
  for (std::size_t i = 0; i < width; ++i, ++pos) {
    if (text[pos] < '0' || text[pos] > '9') return false;
    out = out * 10 + (text[pos] - '0');
  }
  return true;
}

bool letter(std::string_view text, std::size_t& pos, std::string_view any_of) {
  if (pos >= text.size() || any_of.find(text[pos]) == std::string_view::npos) return false;
  ++pos;
  return true;
}

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

Time FakeClock::now() {
  MutexLock lock(mutex_);
  return now_;
}

Duration FakeClock::monotonic() {
  MutexLock lock(mutex_);
  return elapsed_;
}

void FakeClock::advance(Duration d) {
  MutexLock lock(mutex_);
  now_ += d;
  elapsed_ += d;
}

std::string format_rfc3339(Time t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const auto ms = (t - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

Result<Time> parse_rfc3339(std::string_view text) {
  const Error bad = fail(ErrorCode::kInvalid, "not an RFC 3339 time such as 2026-01-31T08:00:00Z");
  std::size_t p = 0;
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  if (!digits(text, p, 4, y) || !letter(text, p, "-") || !digits(text, p, 2, mo) ||
      !letter(text, p, "-") || !digits(text, p, 2, d) || !letter(text, p, "Tt ") ||
      !digits(text, p, 2, h) || !letter(text, p, ":") || !digits(text, p, 2, mi) ||
      !letter(text, p, ":") || !digits(text, p, 2, s))
    return bad;
  int ms = 0;
  if (letter(text, p, ".")) {
    int scale = 100;
    const std::size_t first = p;
    while (p < text.size() && text[p] >= '0' && text[p] <= '9' && p - first < 9) {
      ms += (text[p++] - '0') * scale;
      scale /= 10;
    }
    if (p == first) return bad;
  }
  int offset_minutes = 0;
  if (!letter(text, p, "Zz")) {
    const int sign = p < text.size() && text[p] == '-' ? -1 : 1;
    int oh = 0, om = 0;
    if (!letter(text, p, "+-") || !digits(text, p, 2, oh) || !letter(text, p, ":") ||
        !digits(text, p, 2, om) || oh > 23 || om > 59)
      return bad;
    offset_minutes = sign * (oh * 60 + om);
  }
  const std::chrono::year_month_day date{std::chrono::year(y),
                                         std::chrono::month(static_cast<unsigned>(mo)),
                                         std::chrono::day(static_cast<unsigned>(d))};
  if (p != text.size() || !date.ok() || h > 23 || mi > 59 || s > 60) return bad;
  return Time{std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(h) +
              std::chrono::minutes(mi - offset_minutes) + std::chrono::seconds(s) + Duration(ms)};
}

}  // namespace millrace::base
