// Keeps rows by the suffix of the file that they came from.
#include <algorithm>
#include <array>

#include "clean/operator.h"
#include "clean/ops/names.h"

namespace millrace::clean::ops {
namespace {

struct SuffixOptions {
  Names suffixes;
  bool reversed_range = false;
};
constexpr std::array kFields{
    describe::field<&SuffixOptions::suffixes>("suffixes", Access::kMutable,
                                              "A suffix, or a list of them; none keeps all.",
                                              {.limits = {.max_items = 256}}),
    describe::field<&SuffixOptions::reversed_range>(
        "reversed_range", Access::kMutable, "Keeps the rows of all other suffixes instead.")};

class SuffixFilter final : public Filter {
 public:
  explicit SuffixFilter(SuffixOptions options) : options_(std::move(options)) {}

  Verdict judge(const Row& row) const override {
    if (options_.suffixes.items.empty()) return {.keep = true, .stat = "suffix"};
    const json::Value* suffix = nullptr;
    for (const std::string_view name : {"__dj__suffix__", "Fields.suffix", "suffix"})
      if (suffix == nullptr && row.fields != nullptr) suffix = row.fields->find(name);
    const std::string* text = suffix == nullptr ? nullptr : suffix->as_string();
    const bool listed = text != nullptr && std::ranges::find(options_.suffixes.items, *text) !=
                                               options_.suffixes.items.end();
    Verdict verdict{.keep = listed != options_.reversed_range, .stat = "suffix"};
    if (text != nullptr) verdict.value = *text;
    if (!verdict.keep)
      verdict.reason = text == nullptr ? "the row has no suffix" : "suffix " + *text;
    return verdict;
  }

 private:
  SuffixOptions options_;
};

}  // namespace

OperatorType suffix_filter() {
  return operator_type<SuffixFilter, SuffixOptions, kFields>(
      "suffix_filter", Kind::kFilter, Group::kExpert,
      "Keeps rows by the suffix of the file that they came from.", Reads::kFields);
}

}  // namespace millrace::clean::ops
