// Keeps rows for which a condition holds: "10 < num <= 30 and text != 'x' and meta.a == 3".
#include <array>

#include "clean/operator.h"
#include "clean/ops/condition.h"

namespace millrace::clean::ops {
namespace {

struct GeneralFieldOptions {
  std::string filter_condition;
};
constexpr std::array kFields{describe::field<&GeneralFieldOptions::filter_condition>(
    "filter_condition", Access::kMutable,
    "The condition: and, or, comparisons in chains, fields, numbers, texts, True, False; empty "
    "keeps all.")};

class GeneralFieldFilter final : public Filter {
 public:
  explicit GeneralFieldFilter(Condition condition) : condition_(std::move(condition)) {}
  static Result<std::unique_ptr<GeneralFieldFilter>> make(const GeneralFieldOptions& options,
                                                          const Context&) {
    auto condition = Condition::parse(options.filter_condition);
    if (!condition) return base::invalid_field("filter_condition", condition.error().message);
    return std::make_unique<GeneralFieldFilter>(*std::move(condition));
  }

  Verdict judge(const Row& row) const override {
    const bool holds = condition_.empty() || condition_.holds(row.fields);
    Verdict verdict{.keep = holds, .stat = "general_field_filter_condition", .value = holds};
    if (!holds) verdict.reason = "the condition does not hold";
    return verdict;
  }

 private:
  Condition condition_;
};

}  // namespace

OperatorType general_field_filter() {
  return operator_type<GeneralFieldFilter, GeneralFieldOptions, kFields>(
      "general_field_filter", Kind::kFilter, Group::kExpert,
      "Keeps rows for which a condition holds.", Reads::kFields);
}

}  // namespace millrace::clean::ops
