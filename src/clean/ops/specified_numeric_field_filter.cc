// Keeps rows by the number in a field; texts that are numbers count, and what is none is dropped.
#include <array>

#include "clean/ops/field_path.h"
#include "clean/ops/interval.h"

namespace millrace::clean::ops {
namespace {

struct SpecifiedNumericFieldOptions : Interval {
  std::string field_key;
  std::optional<double> min_value;
  std::optional<double> max_value;
};
constexpr auto kFields = describe::join(
    std::array{describe::field<&SpecifiedNumericFieldOptions::field_key>(
                   "field_key", Access::kMutable, "The field, as meta.star; empty keeps all."),
               describe::field<&SpecifiedNumericFieldOptions::min_value>(
                   "min_value", Access::kMutable, "The least that is kept; null: any."),
               describe::field<&SpecifiedNumericFieldOptions::max_value>(
                   "max_value", Access::kMutable, "The greatest; null: any.")},
    kIntervalFields);

class SpecifiedNumericFieldFilter final : public Filter {
 public:
  explicit SpecifiedNumericFieldFilter(SpecifiedNumericFieldOptions options)
      : options_(std::move(options)) {}

  Verdict judge(const Row& row) const override {
    if (options_.field_key.empty()) return {.stat = "field"};
    const json::Value* value = find_field(row.fields, options_.field_key);
    const auto number = value == nullptr ? std::nullopt : number_of(*value);
    if (!number)
      return {.keep = false, .stat = "field", .reason = options_.field_key + " is no number"};
    return options_.judge("field", *number, Interval::Number::kReal, options_.min_value,
                          options_.max_value);
  }

 private:
  SpecifiedNumericFieldOptions options_;
};

}  // namespace

OperatorType specified_numeric_field_filter() {
  return operator_type<SpecifiedNumericFieldFilter, SpecifiedNumericFieldOptions, kFields>(
      "specified_numeric_field_filter", Kind::kFilter, Group::kExpert,
      "Keeps rows by the number in a field.", Reads::kFields);
}

}  // namespace millrace::clean::ops
