// Keeps texts by their number of words.
#include <array>

#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"
#include "clean/ops/refined_words.h"
#include "clean/ops/segmenter.h"

namespace millrace::clean::ops {
namespace {

struct WordsNumOptions : Interval {
  std::string lang = "en";
  bool tokenization = false;
  std::int64_t min_num = 10;
  std::optional<std::int64_t> max_num;
};
constexpr auto kFields = describe::join(
    std::array{
        kLanguageField<WordsNumOptions>, kTokenizationField<WordsNumOptions>,
        describe::field<&WordsNumOptions::min_num>(
            "min_num", Access::kMutable, "The fewest words that are kept.", {.limits = {.min = 0}}),
        describe::field<&WordsNumOptions::max_num>(
            "max_num", Access::kMutable, "The most; null: any number.", {.limits = {.min = 0}})},
    kIntervalFields);

class WordsNumFilter final : public Filter {
 public:
  explicit WordsNumFilter(WordsNumOptions options) : options_(std::move(options)) {}

  Verdict judge(const Row& row) const override {
    const auto words = refined_words(row.text, words_way(options_.tokenization), Case::kAsIs);
    return options_.judge("num_words", static_cast<double>(words.size()), Interval::Number::kWhole,
                          static_cast<double>(options_.min_num), options_.max_num);
  }

 private:
  WordsNumOptions options_;
};

}  // namespace

OperatorType words_num_filter() {
  return operator_type<WordsNumFilter, WordsNumOptions, kFields>(
      "words_num_filter", Kind::kFilter, Group::kLength, "Keeps texts by their number of words.");
}

}  // namespace millrace::clean::ops
