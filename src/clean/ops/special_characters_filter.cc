// Keeps texts by their share of special characters: punctuation, digits, white space, emoji.
#include <array>

#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"

namespace millrace::clean::ops {
namespace {

struct SpecialCharactersOptions : Interval {
  double min_ratio = 0;
  double max_ratio = 0.25;
};
constexpr auto kFields =
    describe::join(std::array{describe::field<&SpecialCharactersOptions::min_ratio>(
                                  "min_ratio", Access::kMutable, "The least share that is kept."),
                              describe::field<&SpecialCharactersOptions::max_ratio>(
                                  "max_ratio", Access::kMutable, "The greatest.")},
                   kIntervalFields);

class SpecialCharactersFilter final : public Filter {
 public:
  explicit SpecialCharactersFilter(SpecialCharactersOptions options)
      : options_(std::move(options)) {}

  Verdict judge(const Row& row) const override {
    const CodePointSet& special = special_characters();
    std::size_t count = 0, all = 0;
    for (std::size_t at = 0; at < row.text.size(); ++all) {
      const auto next = text::decode_valid(row.text.data() + at);
      count += special.has(next.code) ? 1U : 0U;
      at += next.size;
    }
    const double ratio = all == 0 ? 0 : static_cast<double>(count) / static_cast<double>(all);
    return options_.judge("special_char_ratio", ratio, Interval::Number::kReal, options_.min_ratio,
                          options_.max_ratio);
  }

 private:
  SpecialCharactersOptions options_;
};

}  // namespace

OperatorType special_characters_filter() {
  return operator_type<SpecialCharactersFilter, SpecialCharactersOptions, kFields>(
      "special_characters_filter", Kind::kFilter, Group::kExpert,
      "Keeps texts by their share of special characters.");
}

}  // namespace millrace::clean::ops
