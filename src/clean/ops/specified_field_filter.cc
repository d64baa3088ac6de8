// Keeps rows whose field has one of the given values; of a list, all must be among them.
#include <algorithm>
#include <array>

#include "clean/operator.h"
#include "clean/ops/field_path.h"

namespace millrace::clean::ops {
namespace {

struct SpecifiedFieldOptions {
  std::string field_key;
  std::vector<json::Value> target_value;
  bool reversed_range = false;
};
constexpr std::array kFields{
    describe::field<&SpecifiedFieldOptions::field_key>("field_key", Access::kMutable,
                                                       "The field, as meta.suffix."),
    describe::field<&SpecifiedFieldOptions::target_value>(
        "target_value", Access::kMutable, "The values that are kept; none keeps all."),
    describe::field<&SpecifiedFieldOptions::reversed_range>(
        "reversed_range", Access::kMutable, "Keeps the rows with all other values instead.")};

class SpecifiedFieldFilter final : public Filter {
 public:
  explicit SpecifiedFieldFilter(SpecifiedFieldOptions options) : options_(std::move(options)) {}

  Verdict judge(const Row& row) const override {
    if (options_.field_key.empty() || options_.target_value.empty()) return {.stat = "field"};
    const json::Value* value = find_field(row.fields, options_.field_key);
    if (value == nullptr)
      return {
          .keep = false, .stat = "field", .reason = "the row has no field " + options_.field_key};
    const json::Array* list = value->as_array();
    const bool all =
        list == nullptr
            ? wanted(*value)
            : std::ranges::all_of(*list, [&](const json::Value& item) { return wanted(item); });
    Verdict verdict{.keep = all != options_.reversed_range, .stat = "field", .value = *value};
    if (!verdict.keep)
      verdict.reason = options_.field_key + " is " + json::dump(*value).substr(0, 200);
    return verdict;
  }

 private:
  bool wanted(const json::Value& value) const {
    return std::ranges::any_of(options_.target_value, [&](const json::Value& target) {
      return python_equal(target, value);
    });
  }
  SpecifiedFieldOptions options_;
};

}  // namespace

OperatorType specified_field_filter() {
  return operator_type<SpecifiedFieldFilter, SpecifiedFieldOptions, kFields>(
      "specified_field_filter", Kind::kFilter, Group::kExpert,
      "Keeps rows whose field has one of the given values.", Reads::kFields);
}

}  // namespace millrace::clean::ops
