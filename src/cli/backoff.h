// Pauses between attempts: doubling, capped, with jitter. One user.
#pragma once
#include <algorithm>

#include "base/clock.h"
#include "base/rng.h"

namespace millrace::cli {

class Backoff {
 public:
  Backoff(base::Clock& clock, base::Rng& rng) : clock_(clock), rng_(rng) {}
  void wait() {
    const auto full = static_cast<std::uint64_t>(pause_.count());
    clock_.sleep_for(
        base::Duration(static_cast<std::int64_t>(full / 2 + rng_.below(full / 2 + 1))));
    pause_ = std::min(pause_ * 2, kLongest);
    ++waits_;
  }
  void reset() { pause_ = kShortest, waits_ = 0; }
  int waits() const { return waits_; }  // since the last reset

 private:
  static constexpr base::Duration kShortest{200}, kLongest{5'000};
  base::Clock& clock_;
  base::Rng& rng_;
  base::Duration pause_ = kShortest;
  int waits_ = 0;
};

}  // namespace millrace::cli
