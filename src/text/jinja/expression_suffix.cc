// What stands behind a value: .name, [index], (arguments), |filter, is test; and what is assigned
// to.
#include "text/jinja/expression_parser.h"

namespace millrace::text::jinja {
namespace {

using Kind = Expression::Kind;

}  // namespace

Result<ExpressionPtr> ExpressionParser::parse_postfix(ExpressionPtr operand) {
  while (true) {
    if (tokens_.at_operator(".")) {
      TRY_ASSIGN(operand, parse_attribute(std::move(operand)));
    } else if (tokens_.at_operator("[")) {
      TRY_ASSIGN(operand, parse_subscript(std::move(operand)));
    } else if (tokens_.at_operator("(")) {
      auto call = make(Kind::kCall, tokens_.current().offset);
      TRY(add_child(*call, std::move(operand)));
      TRY(parse_arguments(*call));
      operand = std::move(call);
    } else {
      return operand;
    }
  }
}

Result<ExpressionPtr> ExpressionParser::parse_attribute(ExpressionPtr operand) {
  tokens_.next();
  const Token token = tokens_.next();
  if (token.kind == Token::Kind::kInteger) {
    auto item = make(Kind::kItem, token.offset);
    auto index = make(Kind::kConstant, token.offset);
    index->slot = tokens_.constant_slot();
    index->constant = static_cast<std::int64_t>(std::strtoll(token.text.c_str(), nullptr, 10));
    TRY(add_child(*item, std::move(operand)));
    return adopt(std::move(item), std::move(index));
  }
  if (token.kind != Token::Kind::kName)
    return tokens_.error(token.offset, "expected a name behind '.'");
  auto attribute = make(Kind::kAttribute, token.offset);
  attribute->name = token.text;
  return adopt(std::move(attribute), std::move(operand));
}

Result<ExpressionPtr> ExpressionParser::parse_subscript(ExpressionPtr operand) {
  const std::size_t offset = tokens_.next().offset;
  std::vector<ExpressionPtr> parts(1);
  while (!tokens_.at_operator("]")) {
    if (tokens_.skip_operator(":")) {
      if (parts.size() == 3) return tokens_.unexpected("']'");
      parts.emplace_back();
      continue;
    }
    if (parts.back() != nullptr) return tokens_.unexpected("']'");
    TRY_ASSIGN(parts.back(), parse_expression());
  }
  tokens_.next();
  if (parts.size() == 1 && parts.front() == nullptr)
    return tokens_.error(offset, "expected an index between the brackets");
  auto item = make(parts.size() == 1 ? Kind::kItem : Kind::kSlice, offset);
  TRY(add_child(*item, std::move(operand)));
  for (auto& part : parts) TRY(add_child(*item, std::move(part)));
  return item;
}

Result<void> ExpressionParser::parse_argument(Expression& call) {
  const Token& ahead = tokens_.ahead();
  if (tokens_.skip_operator("**")) {
    TRY_ASSIGN(call.double_star, parse_expression());
    return measure(call, *call.double_star);
  }
  if (tokens_.skip_operator("*")) {
    TRY_ASSIGN(call.star, parse_expression());
    return measure(call, *call.star);
  }
  if (tokens_.at_kind(Token::Kind::kName) && ahead.kind == Token::Kind::kOperator &&
      ahead.text == "=") {
    std::string name = tokens_.next().text;
    tokens_.next();
    TRY_ASSIGN(ExpressionPtr value, parse_expression());
    TRY(measure(call, *value));
    call.named.emplace_back(std::move(name), std::move(value));
    return {};
  }
  if (!call.named.empty() || call.double_star != nullptr)
    return tokens_.error(tokens_.current().offset,
                         "an argument without a name stands behind one with a name");
  TRY_ASSIGN(ExpressionPtr value, parse_expression());
  return add_child(call, std::move(value));
}

Result<void> ExpressionParser::parse_arguments(Expression& call) {
  TRY(tokens_.expect_operator("("));
  bool first = true;
  while (!tokens_.at_operator(")")) {
    if (!first) TRY(tokens_.expect_operator(","));
    if (tokens_.at_operator(")")) break;
    TRY(parse_argument(call));
    first = false;
  }
  return tokens_.expect_operator(")");
}

Result<ExpressionPtr> ExpressionParser::parse_filter_expression(ExpressionPtr operand) {
  while (true) {
    if (tokens_.skip_operator("|")) {
      TRY_ASSIGN(operand, parse_filter(std::move(operand)));
    } else if (tokens_.at_name("is")) {
      TRY_ASSIGN(operand, parse_test(std::move(operand)));
    } else if (tokens_.at_operator("(")) {
      auto call = make(Kind::kCall, tokens_.current().offset);
      TRY(add_child(*call, std::move(operand)));
      TRY(parse_arguments(*call));
      operand = std::move(call);
    } else {
      return operand;
    }
  }
}

Result<ExpressionPtr> ExpressionParser::parse_filters(ExpressionPtr operand) {
  while (tokens_.skip_operator("|")) {
    TRY_ASSIGN(operand, parse_filter(std::move(operand)));
  }
  return operand;
}

Result<ExpressionPtr> ExpressionParser::parse_filter_of_block() {
  TRY_ASSIGN(ExpressionPtr first, parse_filter(nullptr));
  return parse_filters(std::move(first));
}

Result<ExpressionPtr> ExpressionParser::parse_filter(ExpressionPtr operand) {
  TRY_ASSIGN(const Token token, tokens_.any_name());
  auto filter = make(Kind::kFilter, token.offset);
  filter->name = token.text;
  while (tokens_.skip_operator(".")) {
    TRY_ASSIGN(const Token more, tokens_.any_name());
    filter->name += "." + more.text;
  }
  TRY(add_child(*filter, std::move(operand)));
  if (tokens_.at_operator("(")) TRY(parse_arguments(*filter));
  return filter;
}

Result<ExpressionPtr> ExpressionParser::parse_test(ExpressionPtr operand) {
  const std::size_t offset = tokens_.next().offset;
  const bool negated = tokens_.skip_name("not");
  TRY_ASSIGN(const Token token, tokens_.any_name());
  auto test = make(Kind::kTest, token.offset);
  test->name = token.text;
  TRY(add_child(*test, std::move(operand)));
  const bool takes_value =
      tokens_.at_kind(Token::Kind::kName) || tokens_.at_kind(Token::Kind::kString) ||
      tokens_.at_kind(Token::Kind::kInteger) || tokens_.at_kind(Token::Kind::kReal) ||
      tokens_.at_operator("[") || tokens_.at_operator("{");
  if (tokens_.at_operator("(")) {
    TRY(parse_arguments(*test));
  } else if (takes_value &&
             !tokens_.at_any_name({"else", "or", "and", "if", "is", "not", "in", "recursive"})) {
    TRY_ASSIGN(ExpressionPtr argument, parse_primary());
    TRY_ASSIGN(argument, parse_postfix(std::move(argument)));
    TRY(add_child(*test, std::move(argument)));
  } else if (tokens_.at_name("is")) {
    return tokens_.error(tokens_.current().offset, "tests cannot be chained with 'is'");
  }
  if (!negated) return test;
  return adopt(make(Kind::kNot, offset), std::move(test));
}

Result<Target> ExpressionParser::parse_target() {
  Target target;
  target.offset = tokens_.current().offset;
  if (tokens_.skip_operator("(")) {
    TRY_ASSIGN(auto inner, parse_targets(")"));
    TRY(tokens_.expect_operator(")"));
    return std::move(inner.front());
  }
  TRY_ASSIGN(const Token name, tokens_.any_name());
  for (const std::string_view word : {"true", "false", "none", "True", "False", "None"})
    if (name.text == word)
      return tokens_.error(name.offset, fmt::format("'{}' cannot be assigned to", word));
  target.slot = tokens_.slot(name.text);
  if (!tokens_.skip_operator(".")) return target;
  TRY_ASSIGN(const Token member, tokens_.any_name());
  target.member = member.text;
  return target;
}

Result<std::vector<Target>> ExpressionParser::parse_targets(std::string_view stop) {
  if (nesting_ >= 50) return tokens_.error(tokens_.current().offset, "nested too deeply");
  ++nesting_;
  std::vector<Target> targets;
  bool comma = false;
  do {
    if (tokens_.at_name(stop) || tokens_.at_operator(stop) ||
        tokens_.at_kind(Token::Kind::kBlockEnd))
      break;
    TRY_ASSIGN(Target target, parse_target());
    targets.push_back(std::move(target));
    comma = tokens_.at_operator(",");
  } while (tokens_.skip_operator(","));
  --nesting_;
  if (targets.empty()) return tokens_.unexpected("a name");
  if (targets.size() == 1 && !comma) return targets;
  Target tuple;
  tuple.offset = targets.front().offset;
  tuple.parts = std::move(targets);
  targets.clear();
  targets.push_back(std::move(tuple));
  return targets;
}

}  // namespace millrace::text::jinja
