// Removes words that are too short or too long, and blanks that nothing needs.
#include <array>
#include <optional>

#include "clean/operator.h"
#include "clean/ops/code_points.h"
#include "clean/ops/word_filter.h"

namespace millrace::clean::ops {
namespace {

struct RemoveLongWordsOptions {
  std::int64_t min_len = 1;
  std::optional<std::int64_t> max_len;
};
constexpr std::array kFields{
    describe::field<&RemoveLongWordsOptions::min_len>(
        "min_len", Access::kMutable, "The shortest word that stays, in characters.",
        {.limits = {.min = 0}}),
    describe::field<&RemoveLongWordsOptions::max_len>(
        "max_len", Access::kMutable, "The longest; null: any length.", {.limits = {.min = 0}})};

class RemoveLongWordsMapper final : public Mapper {
 public:
  explicit RemoveLongWordsMapper(RemoveLongWordsOptions options) : options_(options) {}

  void map(std::string_view text, Edits& out) const override {
    filter_words(text, "length of the word", out,
                 [&](std::string_view word) { return fits(word) || fits(strip_special(word)); });
  }

 private:
  bool fits(std::string_view word) const {
    const auto length = static_cast<std::int64_t>(count_code_points(word));
    return length >= options_.min_len && (!options_.max_len || length <= *options_.max_len);
  }

  RemoveLongWordsOptions options_;
};

}  // namespace

OperatorType remove_long_words_mapper() {
  return operator_type<RemoveLongWordsMapper, RemoveLongWordsOptions, kFields>(
      "remove_long_words_mapper", Kind::kMapper, Group::kExpert,
      "Removes words shorter than min_len or longer than max_len.");
}

}  // namespace millrace::clean::ops
