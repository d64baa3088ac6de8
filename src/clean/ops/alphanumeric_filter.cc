// Keeps texts by their share of letters and digits; with tokenization, by letters for each token.
#include <array>

#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"
#include "clean/ops/tokens.h"

namespace millrace::clean::ops {
namespace {

struct AlphanumericOptions : Interval {
  bool tokenization = false;
  double min_ratio = 0.25;
  std::optional<double> max_ratio;
  std::string hf_tokenizer;
};
constexpr auto kFields = describe::join(
    std::array{
        describe::field<&AlphanumericOptions::tokenization>(
            "tokenization", Access::kMutable, "Letters for each token instead of each character."),
        describe::field<&AlphanumericOptions::min_ratio>("min_ratio", Access::kMutable,
                                                         "The least share that is kept."),
        describe::field<&AlphanumericOptions::max_ratio>("max_ratio", Access::kMutable,
                                                         "The greatest; null: any."),
        describe::field<&AlphanumericOptions::hf_tokenizer>(
            "hf_tokenizer", Access::kMutable, "The tokenizer; empty: the default one.")},
    kIntervalFields);

class AlphanumericFilter final : public Filter {
 public:
  AlphanumericFilter(AlphanumericOptions options, std::shared_ptr<const text::Tokenizer> tokenizer)
      : tokenizer_(std::move(tokenizer)), options_(std::move(options)) {}
  static Result<std::unique_ptr<AlphanumericFilter>> make(AlphanumericOptions options,
                                                          const Context& context) {
    std::shared_ptr<const text::Tokenizer> tokenizer;
    if (options.tokenization) {
      TRY_ASSIGN(tokenizer, find_tokenizer(context, options.hf_tokenizer, "tokenization"));
    }
    return std::make_unique<AlphanumericFilter>(std::move(options), std::move(tokenizer));
  }

  Verdict judge(const Row& row) const override {
    using text::CharClass;
    const std::uint8_t wanted =
        tokenizer_ ? CharClass::kLetter : CharClass::kLetter | CharClass::kNumber;
    std::size_t count = 0, all = 0;
    for (std::size_t at = 0; at < row.text.size(); ++all) {
      const auto next = text::decode_valid(row.text.data() + at);
      count += text::CharClasses::table().is(next.code, wanted) ? 1U : 0U;
      at += next.size;
    }
    if (tokenizer_) all = count_tokens(*tokenizer_, row.text);
    const double ratio = all == 0 ? 0 : static_cast<double>(count) / static_cast<double>(all);
    return options_.judge(tokenizer_ ? "alpha_token_ratio" : "alnum_ratio", ratio,
                          Interval::Number::kReal, options_.min_ratio, options_.max_ratio);
  }

 private:
  std::shared_ptr<const text::Tokenizer> tokenizer_;
  AlphanumericOptions options_;
};

}  // namespace

OperatorType alphanumeric_filter() {
  return operator_type<AlphanumericFilter, AlphanumericOptions, kFields>(
      "alphanumeric_filter", Kind::kFilter, Group::kExpert,
      "Keeps texts by their share of letters and digits.");
}

}  // namespace millrace::clean::ops
