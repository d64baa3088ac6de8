// Keeps texts by the average length of their lines, in characters.
#include <array>

#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"
#include "clean/ops/line_lengths.h"

namespace millrace::clean::ops {
namespace {

struct AverageLineLengthOptions : Interval {
  std::int64_t min_len = 10;
  std::optional<std::int64_t> max_len;
};
constexpr auto kFields = describe::join(
    std::array{
        describe::field<&AverageLineLengthOptions::min_len>(
            "min_len", Access::kMutable, "The least that is kept.", {.limits = {.min = 0}}),
        describe::field<&AverageLineLengthOptions::max_len>(
            "max_len", Access::kMutable, "The greatest; null: any.", {.limits = {.min = 0}})},
    kIntervalFields);

class AverageLineLengthFilter final : public Filter {
 public:
  explicit AverageLineLengthFilter(AverageLineLengthOptions options)
      : options_(std::move(options)) {}

  Verdict judge(const Row& row) const override {
    const LineLengths lines(row.text);
    const double average = lines.count == 0 ? 0
                                            : static_cast<double>(count_code_points(row.text)) /
                                                  static_cast<double>(lines.count);
    return options_.judge("avg_line_length", average, Interval::Number::kReal,
                          static_cast<double>(options_.min_len), options_.max_len);
  }

 private:
  AverageLineLengthOptions options_;
};

}  // namespace

OperatorType average_line_length_filter() {
  return operator_type<AverageLineLengthFilter, AverageLineLengthOptions, kFields>(
      "average_line_length_filter", Kind::kFilter, Group::kLength,
      "Keeps texts by the average length of their lines.");
}

}  // namespace millrace::clean::ops
