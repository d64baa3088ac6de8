// Keeps texts by the share of runs of rep_len words that occur more than once.
#include <array>

#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"
#include "clean/ops/refined_words.h"
#include "clean/ops/repetition.h"
#include "clean/ops/segmenter.h"

namespace millrace::clean::ops {
namespace {

struct WordRepetitionOptions : Interval {
  std::string lang = "en";
  bool tokenization = false;
  std::int64_t rep_len = 10;
  double min_ratio = 0;
  double max_ratio = 0.5;
};
constexpr auto kFields = describe::join(
    std::array{
        kLanguageField<WordRepetitionOptions>, kTokenizationField<WordRepetitionOptions>,
        describe::field<&WordRepetitionOptions::rep_len>(
            "rep_len", Access::kMutable, "Words of a run.", {.limits = {.min = 1, .max = 10000}}),
        describe::field<&WordRepetitionOptions::min_ratio>("min_ratio", Access::kMutable,
                                                           "The least share that is kept."),
        describe::field<&WordRepetitionOptions::max_ratio>("max_ratio", Access::kMutable,
                                                           "The greatest.")},
    kIntervalFields);

class WordRepetitionFilter final : public Filter {
 public:
  explicit WordRepetitionFilter(WordRepetitionOptions options) : options_(std::move(options)) {}

  Verdict judge(const Row& row) const override {
    const auto words = refined_words(row.text, words_way(options_.tokenization), Case::kLower);
    return options_.judge("word_rep_ratio",
                          word_repetition(words, static_cast<std::size_t>(options_.rep_len)),
                          Interval::Number::kReal, options_.min_ratio, options_.max_ratio);
  }

 private:
  WordRepetitionOptions options_;
};

}  // namespace

OperatorType word_repetition_filter() {
  return operator_type<WordRepetitionFilter, WordRepetitionOptions, kFields>(
      "word_repetition_filter", Kind::kFilter, Group::kExpert,
      "Keeps texts by how much of them repeats, in words.");
}

}  // namespace millrace::clean::ops
