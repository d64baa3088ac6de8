#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace millrace::train {

double learning_rate_at(std::int64_t step, std::int64_t total, double peak, double warmup_ratio,
                        protocol::LrSchedule schedule) {
  const auto warmup =
      static_cast<std::int64_t>(std::ceil(warmup_ratio * static_cast<double>(total) - 1e-9));
  if (step < warmup) return peak * static_cast<double>(step + 1) / static_cast<double>(warmup);
  const double done = static_cast<double>(step - warmup) /
                      static_cast<double>(std::max<std::int64_t>(1, total - warmup));
  switch (schedule) {
    case protocol::LrSchedule::kCosine:
      return peak * 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, done)));
    case protocol::LrSchedule::kLinear:
      return peak * std::max(0.0, 1 - done);
    case protocol::LrSchedule::kConstant:
      return peak;
  }
  return peak;
}

}  // namespace millrace::train
