#include "text/jinja/expression_parser.h"

#include <charconv>

namespace millrace::text::jinja {
namespace {

using Kind = Expression::Kind;
// Of brackets and of operators in a row: bounds the stack of the parser and of the rendering.
constexpr std::size_t kMaxDepth = 200;

}  // namespace

ExpressionPtr ExpressionParser::make(Kind kind, std::size_t offset) const {
  auto expression = std::make_unique<Expression>();
  expression->kind = kind;
  expression->offset = offset;
  return expression;
}

Result<void> ExpressionParser::measure(Expression& parent, const Expression& child) const {
  parent.depth = std::max(parent.depth, child.depth + 1);
  if (parent.depth <= kMaxDepth) return {};
  return tokens_.error(parent.offset, "the expression is nested too deeply");
}

Result<void> ExpressionParser::add_child(Expression& parent, ExpressionPtr child) const {
  if (child != nullptr) TRY(measure(parent, *child));
  parent.children.push_back(std::move(child));
  return {};
}

Result<ExpressionPtr> ExpressionParser::adopt(ExpressionPtr parent, ExpressionPtr child) const {
  TRY(add_child(*parent, std::move(child)));
  return parent;
}

Result<ExpressionPtr> ExpressionParser::parse_expression(Condition condition) {
  if (nesting_ >= kMaxDepth)
    return tokens_.error(tokens_.current().offset, "the expression is nested too deeply");
  ++nesting_;
  auto value = parse_or();
  while (value && condition == Condition::kAllowed && tokens_.at_name("if")) {
    const std::size_t offset = tokens_.next().offset;
    auto test = parse_or();
    if (!test) return test;
    auto conditional = make(Kind::kConditional, offset);
    TRY(add_child(*conditional, std::move(*test)));
    TRY(add_child(*conditional, std::move(*value)));
    if (tokens_.skip_name("else")) {
      auto other = parse_expression();
      if (!other) return other;
      TRY(add_child(*conditional, std::move(*other)));
    }
    value = std::move(conditional);
  }
  --nesting_;
  return value;
}

Result<ExpressionPtr> ExpressionParser::parse_tuple(Condition condition, std::string_view stop) {
  const std::size_t offset = tokens_.current().offset;
  TRY_ASSIGN(ExpressionPtr first, parse_expression(condition));
  if (!tokens_.at_operator(",")) return first;
  auto tuple = make(Kind::kTuple, offset);
  TRY(add_child(*tuple, std::move(first)));
  while (tokens_.skip_operator(",")) {
    if (tokens_.at_kind(Token::Kind::kBlockEnd) || tokens_.at_kind(Token::Kind::kVariableEnd) ||
        tokens_.at_operator(")") || (!stop.empty() && tokens_.at_name(stop)))
      break;
    TRY_ASSIGN(ExpressionPtr item, parse_expression(condition));
    TRY(add_child(*tuple, std::move(item)));
  }
  return tuple;
}

Result<ExpressionPtr> ExpressionParser::parse_or() {
  TRY_ASSIGN(ExpressionPtr left, parse_and());
  while (tokens_.at_name("or")) {
    auto parent = make(Kind::kOr, tokens_.next().offset);
    TRY(add_child(*parent, std::move(left)));
    TRY_ASSIGN(ExpressionPtr right, parse_and());
    TRY_ASSIGN(left, adopt(std::move(parent), std::move(right)));
  }
  return left;
}

Result<ExpressionPtr> ExpressionParser::parse_and() {
  TRY_ASSIGN(ExpressionPtr left, parse_not());
  while (tokens_.at_name("and")) {
    auto parent = make(Kind::kAnd, tokens_.next().offset);
    TRY(add_child(*parent, std::move(left)));
    TRY_ASSIGN(ExpressionPtr right, parse_not());
    TRY_ASSIGN(left, adopt(std::move(parent), std::move(right)));
  }
  return left;
}

Result<ExpressionPtr> ExpressionParser::parse_not() {
  std::vector<std::size_t> offsets;
  while (tokens_.at_name("not")) offsets.push_back(tokens_.next().offset);
  TRY_ASSIGN(ExpressionPtr operand, parse_compare());
  for (; !offsets.empty(); offsets.pop_back()) {
    TRY_ASSIGN(operand, adopt(make(Kind::kNot, offsets.back()), std::move(operand)));
  }
  return operand;
}

Result<std::optional<std::string>> ExpressionParser::compare_operator() {
  for (const std::string_view text : {"==", "!=", "<=", ">=", "<", ">"})
    if (tokens_.skip_operator(text)) return std::optional(std::string(text));
  if (tokens_.skip_name("in")) return std::optional(std::string("in"));
  const Token& ahead = tokens_.ahead();
  if (tokens_.at_name("not") && ahead.kind == Token::Kind::kName && ahead.text == "in") {
    tokens_.next();
    tokens_.next();
    return std::optional(std::string("not in"));
  }
  return std::optional<std::string>();
}

Result<ExpressionPtr> ExpressionParser::parse_compare() {
  const std::size_t offset = tokens_.current().offset;
  TRY_ASSIGN(ExpressionPtr first, parse_sum());
  auto compare = make(Kind::kCompare, offset);
  TRY(add_child(*compare, std::move(first)));
  while (true) {
    TRY_ASSIGN(auto operation, compare_operator());
    if (!operation) break;
    compare->operators.push_back(*operation);
    TRY_ASSIGN(ExpressionPtr operand, parse_sum());
    TRY(add_child(*compare, std::move(operand)));
  }
  if (compare->operators.empty()) return std::move(compare->children.front());
  return compare;
}

Result<ExpressionPtr> ExpressionParser::parse_binary(
    Result<ExpressionPtr> (ExpressionParser::*operand)(),
    std::initializer_list<std::string_view> operators) {
  TRY_ASSIGN(ExpressionPtr left, (this->*operand)());
  while (true) {
    std::string_view found;
    for (const std::string_view text : operators)
      if (tokens_.at_operator(text)) found = text;
    if (found.empty()) return left;
    auto parent = make(Kind::kBinary, tokens_.next().offset);
    parent->name = found;
    TRY(add_child(*parent, std::move(left)));
    TRY_ASSIGN(ExpressionPtr right, (this->*operand)());
    TRY_ASSIGN(left, adopt(std::move(parent), std::move(right)));
  }
}

Result<ExpressionPtr> ExpressionParser::parse_sum() {
  return parse_binary(&ExpressionParser::parse_concat, {"+", "-"});
}

Result<ExpressionPtr> ExpressionParser::parse_concat() {
  const std::size_t offset = tokens_.current().offset;
  TRY_ASSIGN(ExpressionPtr first, parse_product());
  if (!tokens_.at_operator("~")) return first;
  auto concat = make(Kind::kConcat, offset);
  TRY(add_child(*concat, std::move(first)));
  while (tokens_.skip_operator("~")) {
    TRY_ASSIGN(ExpressionPtr next, parse_product());
    TRY(add_child(*concat, std::move(next)));
  }
  return concat;
}

Result<ExpressionPtr> ExpressionParser::parse_product() {
  return parse_binary(&ExpressionParser::parse_power, {"*", "/", "//", "%"});
}

Result<ExpressionPtr> ExpressionParser::parse_power() {
  TRY_ASSIGN(ExpressionPtr left, parse_unary(true));
  while (tokens_.at_operator("**")) {
    auto parent = make(Kind::kBinary, tokens_.next().offset);
    parent->name = "**";
    TRY(add_child(*parent, std::move(left)));
    TRY_ASSIGN(ExpressionPtr right, parse_unary(true));
    TRY_ASSIGN(left, adopt(std::move(parent), std::move(right)));
  }
  return left;
}

Result<ExpressionPtr> ExpressionParser::parse_unary(bool with_filters) {
  const std::size_t offset = tokens_.current().offset;
  const bool negative = tokens_.at_operator("-");
  ExpressionPtr value;
  if (negative || tokens_.at_operator("+")) {
    if (nesting_ >= kMaxDepth) return tokens_.error(offset, "the expression is nested too deeply");
    tokens_.next();
    ++nesting_;
    TRY_ASSIGN(ExpressionPtr operand, parse_unary(false));
    --nesting_;
    TRY_ASSIGN(value, adopt(make(negative ? Kind::kNegative : Kind::kPositive, offset),
                            std::move(operand)));
  } else {
    TRY_ASSIGN(value, parse_primary());
  }
  TRY_ASSIGN(value, parse_postfix(std::move(value)));
  if (!with_filters) return value;
  return parse_filter_expression(std::move(value));
}

Result<ExpressionPtr> ExpressionParser::parse_primary() {
  switch (tokens_.current().kind) {
    case Token::Kind::kName:
      return parse_name();
    case Token::Kind::kInteger:
    case Token::Kind::kReal:
      return parse_number();
    case Token::Kind::kString: {
      auto constant = make(Kind::kConstant, tokens_.current().offset);
      std::string text;
      while (tokens_.at_kind(Token::Kind::kString)) text += tokens_.next().text;
      constant->constant = std::move(text);
      constant->slot = tokens_.constant_slot();
      return constant;
    }
    default:
      break;
  }
  if (tokens_.at_operator("(")) return parse_parentheses();
  if (tokens_.at_operator("[")) return parse_list();
  if (tokens_.at_operator("{")) return parse_dict();
  return tokens_.unexpected("a value");
}

Result<ExpressionPtr> ExpressionParser::parse_name() {
  const Token token = tokens_.next();
  auto constant = make(Kind::kConstant, token.offset);
  constant->slot = tokens_.constant_slot();
  if (token.text == "true" || token.text == "True") {
    constant->constant = true;
    return constant;
  }
  if (token.text == "false" || token.text == "False") {
    constant->constant = false;
    return constant;
  }
  if (token.text == "none" || token.text == "None") return constant;
  auto name = make(Kind::kName, token.offset);
  name->name = token.text;
  name->slot = tokens_.slot(token.text);
  return name;
}

Result<ExpressionPtr> ExpressionParser::parse_number() {
  const Token token = tokens_.next();
  auto constant = make(Kind::kConstant, token.offset);
  constant->slot = tokens_.constant_slot();
  std::string_view text = token.text;
  if (token.kind == Token::Kind::kReal) {
    double value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc()) return tokens_.error(token.offset, "the number is out of range");
    constant->constant = value;
    return constant;
  }
  int base = 10;
  if (text.size() > 1 && text[0] == '0' && !(text[1] >= '0' && text[1] <= '9')) {
    base = (text[1] | 0x20) == 'x' ? 16 : ((text[1] | 0x20) == 'o' ? 8 : 2);
    text.remove_prefix(2);
  }
  std::int64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size())
    return tokens_.error(token.offset, fmt::format("'{}' is no 64-bit integer", token.text));
  constant->constant = value;
  return constant;
}

Result<ExpressionPtr> ExpressionParser::parse_parentheses() {
  const std::size_t offset = tokens_.next().offset;
  if (tokens_.skip_operator(")")) return make(Kind::kTuple, offset);
  TRY_ASSIGN(ExpressionPtr inner, parse_tuple());
  TRY(tokens_.expect_operator(")"));
  return inner;
}

Result<ExpressionPtr> ExpressionParser::parse_list() {
  auto list = make(Kind::kList, tokens_.next().offset);
  while (!tokens_.at_operator("]")) {
    if (!list->children.empty()) TRY(tokens_.expect_operator(","));
    if (tokens_.at_operator("]")) break;
    TRY_ASSIGN(ExpressionPtr item, parse_expression());
    TRY(add_child(*list, std::move(item)));
  }
  TRY(tokens_.expect_operator("]"));
  return list;
}

Result<ExpressionPtr> ExpressionParser::parse_dict() {
  auto dict = make(Kind::kDict, tokens_.next().offset);
  while (!tokens_.at_operator("}")) {
    if (!dict->children.empty()) TRY(tokens_.expect_operator(","));
    if (tokens_.at_operator("}")) break;
    TRY_ASSIGN(ExpressionPtr key, parse_expression());
    TRY(tokens_.expect_operator(":"));
    TRY_ASSIGN(ExpressionPtr value, parse_expression());
    TRY(add_child(*dict, std::move(key)));
    TRY(add_child(*dict, std::move(value)));
  }
  TRY(tokens_.expect_operator("}"));
  return dict;
}

}  // namespace millrace::text::jinja
