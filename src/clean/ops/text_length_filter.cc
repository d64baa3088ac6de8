// Keeps texts of a length in code points.
#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"

namespace millrace::clean::ops {
namespace {

struct TextLengthOptions : Interval {
  std::int64_t min_len = 10;
  std::optional<std::int64_t> max_len;
};

constexpr auto kFields = describe::join(
    std::array{
        describe::field<&TextLengthOptions::min_len>(
            "min_len", Access::kMutable, "The shortest text that is kept, in characters.",
            {.limits = {.min = 0}}),
        describe::field<&TextLengthOptions::max_len>(
            "max_len", Access::kMutable, "The longest; null: any length.", {.limits = {.min = 0}})},
    kIntervalFields);

class TextLengthFilter final : public Filter {
 public:
  explicit TextLengthFilter(TextLengthOptions options) : options_(options) {}

  Verdict judge(const Row& row) const override {
    return options_.judge("text_len", static_cast<double>(count_code_points(row.text)),
                          Interval::Number::kWhole, static_cast<double>(options_.min_len),
                          options_.max_len);
  }

 private:
  TextLengthOptions options_;
};

}  // namespace

OperatorType text_length_filter() {
  return operator_type<TextLengthFilter, TextLengthOptions, kFields>(
      "text_length_filter", Kind::kFilter, Group::kLength,
      "Keeps texts of min_len to max_len characters.");
}

}  // namespace millrace::clean::ops
