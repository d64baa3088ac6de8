// Keeps texts by the length of their longest line, in characters.
#include <array>

#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"
#include "clean/ops/line_lengths.h"

namespace millrace::clean::ops {
namespace {

struct MaximumLineLengthOptions : Interval {
  std::int64_t min_len = 10;
  std::optional<std::int64_t> max_len;
};
constexpr auto kFields = describe::join(
    std::array{
        describe::field<&MaximumLineLengthOptions::min_len>(
            "min_len", Access::kMutable, "The least that is kept.", {.limits = {.min = 0}}),
        describe::field<&MaximumLineLengthOptions::max_len>(
            "max_len", Access::kMutable, "The greatest; null: any.", {.limits = {.min = 0}})},
    kIntervalFields);

class MaximumLineLengthFilter final : public Filter {
 public:
  explicit MaximumLineLengthFilter(MaximumLineLengthOptions options)
      : options_(std::move(options)) {}

  Verdict judge(const Row& row) const override {
    return options_.judge("max_line_length", static_cast<double>(LineLengths(row.text).longest),
                          Interval::Number::kWhole, static_cast<double>(options_.min_len),
                          options_.max_len);
  }

 private:
  MaximumLineLengthOptions options_;
};

}  // namespace

OperatorType maximum_line_length_filter() {
  return operator_type<MaximumLineLengthFilter, MaximumLineLengthOptions, kFields>(
      "maximum_line_length_filter", Kind::kFilter, Group::kLength,
      "Keeps texts by the length of their longest line.");
}

}  // namespace millrace::clean::ops
