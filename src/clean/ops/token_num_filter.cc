// Keeps texts by their number of tokens, as the tokenizer of a model counts them.
#include <array>

#include "clean/ops/code_points.h"
#include "clean/ops/interval.h"
#include "clean/ops/tokens.h"

namespace millrace::clean::ops {
namespace {

struct TokenNumOptions : Interval {
  std::string hf_tokenizer;
  std::int64_t min_num = 10;
  std::optional<std::int64_t> max_num;
};
constexpr auto kFields = describe::join(
    std::array{
        describe::field<&TokenNumOptions::hf_tokenizer>("hf_tokenizer", Access::kMutable,
                                                        "The tokenizer; empty: the default one."),
        describe::field<&TokenNumOptions::min_num>("min_num", Access::kMutable,
                                                   "The fewest tokens that are kept.",
                                                   {.limits = {.min = 0}}),
        describe::field<&TokenNumOptions::max_num>(
            "max_num", Access::kMutable, "The most; null: any number.", {.limits = {.min = 0}})},
    kIntervalFields);

class TokenNumFilter final : public Filter {
 public:
  TokenNumFilter(TokenNumOptions options, std::shared_ptr<const text::Tokenizer> tokenizer)
      : tokenizer_(std::move(tokenizer)), options_(std::move(options)) {}
  static Result<std::unique_ptr<TokenNumFilter>> make(TokenNumOptions options,
                                                      const Context& context) {
    TRY_ASSIGN(auto tokenizer, find_tokenizer(context, options.hf_tokenizer, "hf_tokenizer"));
    return std::make_unique<TokenNumFilter>(std::move(options), std::move(tokenizer));
  }

  Verdict judge(const Row& row) const override {
    return options_.judge("num_token", static_cast<double>(count_tokens(*tokenizer_, row.text)),
                          Interval::Number::kWhole, static_cast<double>(options_.min_num),
                          options_.max_num);
  }

 private:
  std::shared_ptr<const text::Tokenizer> tokenizer_;
  TokenNumOptions options_;
};

}  // namespace

OperatorType token_num_filter() {
  return operator_type<TokenNumFilter, TokenNumOptions, kFields>(
      "token_num_filter", Kind::kFilter, Group::kLength, "Keeps texts by their number of tokens.");
}

}  // namespace millrace::clean::ops
