// Keeps texts of given languages. Data-Juicer asks a fastText model; here it is CLD2, the detector
// that browsers had: the language is that of the largest part of the text, and the score is its
// share, halved where CLD2 says that it is not sure. Scores are alike, not equal.
#include <cstdio>
// CLD2 forgets to include what it needs.
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "clean/operator.h"
#include "clean/ops/names.h"

namespace millrace::clean::ops {
namespace {

struct LanguageIdScoreOptions {
  Names lang;
  double min_score = 0.8;
};
constexpr std::array kFields{
    describe::field<&LanguageIdScoreOptions::lang>(
        "lang", Access::kMutable, "A language, as en or zh, or a list; none: any that is sure.",
        {.limits = {.max_items = 128}}),
    describe::field<&LanguageIdScoreOptions::min_score>("min_score", Access::kMutable,
                                                        "The least score that is kept.",
                                                        {.limits = {.min = 0, .max = 1}})};

constexpr std::size_t kEnough = std::size_t{1} << 20;  // the head of a longer text decides

struct Guess {
  std::string language;
  double score = 0;
};

Guess guess_language(std::string_view text) {
  text = text.substr(0, kEnough);
  CLD2::Language languages[3] = {};
  int percents[3] = {}, bytes = 0;
  double scores[3] = {};
  bool sure = false;
  const CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::ExtDetectLanguageSummary(text.data(), static_cast<int>(text.size()), true, &hints, 0,
                                 languages, percents, scores, nullptr, &bytes, &sure);
  Guess guess{.language = CLD2::LanguageCode(languages[0]), .score = percents[0] / 100.0};
  if (guess.language == "zh-Hant") guess.language = "zh";
  if (languages[0] == CLD2::UNKNOWN_LANGUAGE) guess.score = 0;
  if (!sure) guess.score /= 2;
  return guess;
}

class LanguageIdScoreFilter final : public Filter {
 public:
  explicit LanguageIdScoreFilter(LanguageIdScoreOptions options) : options_(std::move(options)) {
    std::erase(options_.lang.items, "");  // "" is any language, as in Data-Juicer
  }

  Verdict judge(const Row& row) const override {
    const Guess guess = guess_language(row.text);
    const auto& wanted = options_.lang.items;
    const bool right = wanted.empty() || std::ranges::find(wanted, guess.language) != wanted.end();
    Verdict verdict{.keep = right && guess.score >= options_.min_score,
                    .stat = "lang_score",
                    .value = guess.score};
    if (!verdict.keep)
      verdict.reason =
          fmt::format("the language is {} with a score of {}", guess.language, guess.score);
    return verdict;
  }

 private:
  LanguageIdScoreOptions options_;
};

}  // namespace

OperatorType language_id_score_filter() {
  return operator_type<LanguageIdScoreFilter, LanguageIdScoreOptions, kFields>(
      "language_id_score_filter", Kind::kFilter, Group::kExpert, "Keeps texts of given languages.");
}

}  // namespace millrace::clean::ops
