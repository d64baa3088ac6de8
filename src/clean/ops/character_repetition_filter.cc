// Keeps texts by how much of them repeats: the share of those runs of rep_len characters that occur
// most often.
#include <array>

#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"
#include "clean/ops/repetition.h"

namespace millrace::clean::ops {
namespace {

struct CharacterRepetitionOptions : Interval {
  std::int64_t rep_len = 10;
  double min_ratio = 0;
  double max_ratio = 0.5;
};
constexpr auto kFields =
    describe::join(std::array{describe::field<&CharacterRepetitionOptions::rep_len>(
                                  "rep_len", Access::kMutable, "Characters of a run.",
                                  {.limits = {.min = 1, .max = 10000}}),
                              describe::field<&CharacterRepetitionOptions::min_ratio>(
                                  "min_ratio", Access::kMutable, "The least share that is kept."),
                              describe::field<&CharacterRepetitionOptions::max_ratio>(
                                  "max_ratio", Access::kMutable, "The greatest.")},
                   kIntervalFields);

class CharacterRepetitionFilter final : public Filter {
 public:
  explicit CharacterRepetitionFilter(CharacterRepetitionOptions options)
      : options_(std::move(options)) {}

  Verdict judge(const Row& row) const override {
    return options_.judge(
        "char_rep_ratio",
        character_repetition(row.text, static_cast<std::size_t>(options_.rep_len)),
        Interval::Number::kReal, options_.min_ratio, options_.max_ratio);
  }

 private:
  CharacterRepetitionOptions options_;
};

}  // namespace

OperatorType character_repetition_filter() {
  return operator_type<CharacterRepetitionFilter, CharacterRepetitionOptions, kFields>(
      "character_repetition_filter", Kind::kFilter, Group::kExpert,
      "Keeps texts by how much of them repeats, in characters.");
}

}  // namespace millrace::clean::ops
