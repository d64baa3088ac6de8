// Expressions of a template, with Jinja's precedence. Used by one thread.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "text/jinja/token_stream.h"

namespace millrace::text::jinja {

class ExpressionParser {
 public:
  enum class Condition { kAllowed, kNotAllowed };  // x if y else z

  explicit ExpressionParser(TokenStream& tokens) : tokens_(tokens) {}

  Result<ExpressionPtr> parse_expression(Condition condition = Condition::kAllowed);
  // One expression, or several with commas between them: a tuple. Ends before `stop`.
  Result<ExpressionPtr> parse_tuple(Condition condition = Condition::kAllowed,
                                    std::string_view stop = {});
  Result<ExpressionPtr> parse_unary_expression() { return parse_unary(true); }
  // |filter|filter behind `operand`, which may be null: what a block yields.
  Result<ExpressionPtr> parse_filters(ExpressionPtr operand);
  Result<ExpressionPtr> parse_filter_of_block();  // after {% filter
  Result<std::vector<Target>> parse_targets(std::string_view stop);

 private:
  Result<ExpressionPtr> parse_or();
  Result<ExpressionPtr> parse_and();
  Result<ExpressionPtr> parse_not();
  Result<ExpressionPtr> parse_compare();
  Result<std::optional<std::string>> compare_operator();
  Result<ExpressionPtr> parse_sum();
  Result<ExpressionPtr> parse_concat();
  Result<ExpressionPtr> parse_product();
  Result<ExpressionPtr> parse_power();
  Result<ExpressionPtr> parse_unary(bool with_filters);
  Result<ExpressionPtr> parse_primary();
  Result<ExpressionPtr> parse_name();
  Result<ExpressionPtr> parse_number();
  Result<ExpressionPtr> parse_parentheses();
  Result<ExpressionPtr> parse_list();
  Result<ExpressionPtr> parse_dict();
  Result<ExpressionPtr> parse_postfix(ExpressionPtr operand);
  Result<ExpressionPtr> parse_attribute(ExpressionPtr operand);
  Result<ExpressionPtr> parse_subscript(ExpressionPtr operand);
  Result<ExpressionPtr> parse_filter_expression(ExpressionPtr operand);
  Result<ExpressionPtr> parse_filter(ExpressionPtr operand);
  Result<ExpressionPtr> parse_test(ExpressionPtr operand);
  Result<void> parse_arguments(Expression& call);
  Result<void> parse_argument(Expression& call);
  Result<Target> parse_target();
  // Left-associative operators between what `operand` parses.
  Result<ExpressionPtr> parse_binary(Result<ExpressionPtr> (ExpressionParser::*operand)(),
                                     std::initializer_list<std::string_view> operators);

  ExpressionPtr make(Expression::Kind kind, std::size_t offset) const;
  Result<ExpressionPtr> adopt(ExpressionPtr parent, ExpressionPtr child) const;
  Result<void> add_child(Expression& parent, ExpressionPtr child) const;
  Result<void> measure(Expression& parent, const Expression& child) const;

  TokenStream& tokens_;
  std::size_t nesting_ = 0;
};

}  // namespace millrace::text::jinja
