// Keeps texts by their share of words that every text has (the, is, 的). The lists that come with
// Millrace are small and its own; a folder with a stopwords.json of Data-Juicer takes their place.
#include <array>

#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"
#include "clean/ops/refined_words.h"
#include "clean/ops/segmenter.h"
#include "clean/ops/word_lists.h"

namespace millrace::clean::ops {
namespace {

struct StopwordsOptions : Interval {
  std::string lang = "en";
  bool tokenization = false;
  double min_ratio = 0.3;
  double max_ratio = 1.0;
  std::string stopwords_dir;
  bool use_words_aug = false;
  std::vector<std::int64_t> words_aug_group_sizes{2};
  std::string words_aug_join_char;
};
constexpr auto kFields = describe::join(
    std::array{kLanguageField<StopwordsOptions>, kTokenizationField<StopwordsOptions>,
               describe::field<&StopwordsOptions::min_ratio>("min_ratio", Access::kMutable,
                                                             "The least share that is kept."),
               describe::field<&StopwordsOptions::max_ratio>("max_ratio", Access::kMutable,
                                                             "The greatest."),
               describe::field<&StopwordsOptions::stopwords_dir>(
                   "stopwords_dir", Access::kMutable,
                   "Folder of a stopwords.json: language to list of words."),
               describe::field<&StopwordsOptions::use_words_aug>(
                   "use_words_aug", Access::kMutable,
                   "Also looks for groups of words in the list, for Chinese."),
               describe::field<&StopwordsOptions::words_aug_group_sizes>(
                   "words_aug_group_sizes", Access::kMutable, "Words of a group.",
                   {.limits = {.min = 1, .max = 16, .max_items = 8}}),
               describe::field<&StopwordsOptions::words_aug_join_char>(
                   "words_aug_join_char", Access::kMutable, "What joins the words of a group.")},
    kIntervalFields);

class StopwordsFilter final : public Filter {
 public:
  StopwordsFilter(StopwordsOptions options, WordList list)
      : list_(std::move(list)), options_(std::move(options)) {}
  static Result<std::unique_ptr<StopwordsFilter>> make(StopwordsOptions options,
                                                       const Context& context) {
    TRY_ASSIGN(auto list,
               WordList::load(ListKind::kStopwords, options.lang, options.stopwords_dir, context));
    return std::make_unique<StopwordsFilter>(std::move(options), std::move(list));
  }

  Verdict judge(const Row& row) const override {
    auto words = refined_words(row.text, words_way(options_.tokenization), Case::kLower);
    if (options_.use_words_aug)
      add_groups(words, options_.words_aug_group_sizes, options_.words_aug_join_char);
    return options_.judge("stopwords_ratio", list_.share_of(words), Interval::Number::kReal,
                          options_.min_ratio, options_.max_ratio);
  }

 private:
  WordList list_;
  StopwordsOptions options_;
};

}  // namespace

OperatorType stopwords_filter() {
  return operator_type<StopwordsFilter, StopwordsOptions, kFields>(
      "stopwords_filter", Kind::kFilter, Group::kExpert,
      "Keeps texts by their share of words that every text has (the, is, 的).");
}

}  // namespace millrace::clean::ops
