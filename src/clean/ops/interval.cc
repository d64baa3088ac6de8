#include "clean/ops/interval.h"

#include <fmt/core.h>

namespace millrace::clean {

bool Interval::holds(double value, std::optional<double> min, std::optional<double> max) const {
  // Reversed, the ends belong to what is kept.
  const bool min_closed = min_closed_interval != reversed_range;
  const bool max_closed = max_closed_interval != reversed_range;
  bool inside = true;
  if (min) inside = inside && (min_closed ? value >= *min : value > *min);
  if (max) inside = inside && (max_closed ? value <= *max : value < *max);
  return inside != reversed_range;
}

Verdict Interval::judge(std::string_view stat, double value, Number number,
                        std::optional<double> min, std::optional<double> max) const {
  Verdict verdict{.keep = holds(value, min, max), .stat = stat};
  if (number == Number::kWhole)
    verdict.value = static_cast<std::int64_t>(value);
  else
    verdict.value = value;
  if (!verdict.keep)
    verdict.reason =
        fmt::format("{} {} is {} {} to {}", stat, value, reversed_range ? "within" : "outside of",
                    min ? fmt::format("{}", *min) : "-∞", max ? fmt::format("{}", *max) : "∞");
  return verdict;
}

}  // namespace millrace::clean
