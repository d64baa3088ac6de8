// Removes the words that hold one of some texts, and blanks that nothing needs.
#include <algorithm>
#include <array>

#include "clean/operator.h"
#include "clean/ops/code_points.h"
#include "clean/ops/segmenter.h"
#include "clean/ops/word_filter.h"

namespace millrace::clean::ops {
namespace {

constexpr std::string_view kReason = "text in the word";

struct RemoveWordsWithIncorrectSubstringsOptions {
  std::string lang = "en";
  bool tokenization = false;
  std::vector<std::string> substrings{"http", "www", ".com", "href", "//"};
};
constexpr std::array kFields{
    kLanguageField<RemoveWordsWithIncorrectSubstringsOptions>,
    kTokenizationField<RemoveWordsWithIncorrectSubstringsOptions>,
    describe::field<&RemoveWordsWithIncorrectSubstringsOptions::substrings>(
        "substrings", Access::kMutable, "A word that holds one of these is removed.",
        {.limits = {.max_items = 1024}})};

class RemoveWordsWithIncorrectSubstringsMapper final : public Mapper {
 public:
  explicit RemoveWordsWithIncorrectSubstringsMapper(
      RemoveWordsWithIncorrectSubstringsOptions options)
      : options_(std::move(options)) {}

  void map(std::string_view text, Edits& out) const override {
    const auto keep = [&](std::string_view word) {
      const std::string_view bare = strip_special(word);
      return std::ranges::none_of(options_.substrings, [&](const std::string& wrong) {
        return bare.find(wrong) != bare.npos;
      });
    };
    if (!options_.tokenization) return filter_words(text, kReason, out, keep);
    // Words that the dictionary lacks fall into single characters: two of them are asked together.
    const auto words = segment_words(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto begin = static_cast<std::size_t>(words[i].data() - text.data());
      std::string_view word = words[i];
      if (keep(word) && i + 1 < words.size() && words[i + 1].data() == word.data() + word.size() &&
          count_code_points(word) == 1 && count_code_points(words[i + 1]) == 1 &&
          !keep(text.substr(begin, word.size() + words[i + 1].size())))
        word = text.substr(begin, word.size() + words[++i].size());
      if (!keep(word)) out.remove(begin, begin + word.size(), kReason);
    }
  }

 private:
  RemoveWordsWithIncorrectSubstringsOptions options_;
};

}  // namespace

OperatorType remove_words_with_incorrect_substrings_mapper() {
  return operator_type<RemoveWordsWithIncorrectSubstringsMapper,
                       RemoveWordsWithIncorrectSubstringsOptions, kFields>(
      "remove_words_with_incorrect_substrings_mapper", Kind::kMapper, Group::kExpert,
      "Removes words that hold one of the given texts.");
}

}  // namespace millrace::clean::ops
