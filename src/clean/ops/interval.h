// The range that a filter keeps, as Data-Juicer says it: closed on both sides unless told
// otherwise. Plain data.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "clean/operator.h"

namespace millrace::clean {

// The first base of a filter's options.
struct Interval {
  bool min_closed_interval = true;
  bool max_closed_interval = true;
  bool reversed_range = false;

  bool holds(double value, std::optional<double> min, std::optional<double> max) const;
  // Keeps or drops by the value, which becomes the verdict's (a whole number where `whole`).
  enum class Number { kWhole, kReal };
  Verdict judge(std::string_view stat, double value, Number number, std::optional<double> min,
                std::optional<double> max) const;
};

inline constexpr std::array kIntervalFields{
    describe::field<&Interval::min_closed_interval>("min_closed_interval", Access::kMutable,
                                                    "Whether the least value itself is kept."),
    describe::field<&Interval::max_closed_interval>("max_closed_interval", Access::kMutable,
                                                    "Whether the greatest value itself is kept."),
    describe::field<&Interval::reversed_range>("reversed_range", Access::kMutable,
                                               "Keeps what lies outside of the range instead.")};

}  // namespace millrace::clean
