// Expressions.
#include <fmt/core.h>

#include "text/jinja/access.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/operators.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {

using Kind = Expression::Kind;

Result<Value> Interpreter::evaluate(const Expression& expression) {
  ++depth_;
  auto value = [&]() -> Result<Value> {
    TRY(tick());
    return evaluate_kind(expression);
  }();
  --depth_;
  if (!value) blame(expression.offset);
  return value;
}

Result<Value> Interpreter::evaluate_kind(const Expression& expression) {
  const auto& children = expression.children;
  switch (expression.kind) {
    case Kind::kConstant:
      return evaluate_constant(expression);
    case Kind::kName:
      return evaluate_name(expression);
    case Kind::kList:
      return evaluate_list(expression, List::Kind::kList);
    case Kind::kTuple:
      return evaluate_list(expression, List::Kind::kTuple);
    case Kind::kDict:
      return evaluate_dict(expression);
    case Kind::kNegative:
    case Kind::kPositive:
      return evaluate_sign(expression);
    case Kind::kNot: {
      TRY_ASSIGN(const Value value, evaluate(*children[0]));
      return Value(!truth(value));
    }
    case Kind::kAnd:
    case Kind::kOr: {
      TRY_ASSIGN(Value left, evaluate(*children[0]));
      if (truth(left) == (expression.kind == Kind::kOr)) return left;
      return evaluate(*children[1]);
    }
    case Kind::kBinary: {
      TRY_ASSIGN(const Value left, evaluate(*children[0]));
      TRY_ASSIGN(const Value right, evaluate(*children[1]));
      return binary_operation(heap_, expression.name, left, right);
    }
    case Kind::kCompare:
      return evaluate_compare(expression);
    case Kind::kConcat:
      return evaluate_concat(expression);
    case Kind::kConditional:
      return evaluate_conditional(expression);
    case Kind::kAttribute: {
      TRY_ASSIGN(const Value object, evaluate(*children[0]));
      return attribute(object, expression.name);
    }
    case Kind::kItem: {
      TRY_ASSIGN(const Value object, evaluate(*children[0]));
      TRY_ASSIGN(const Value key, evaluate(*children[1]));
      return item(object, key);
    }
    case Kind::kSlice:
      return evaluate_slice(expression);
    case Kind::kCall:
      return evaluate_call(expression);
    case Kind::kFilter:
      return evaluate_filter(expression, nullptr);
    case Kind::kTest: {
      TRY_ASSIGN(const Value value, evaluate(*children[0]));
      TRY_ASSIGN(Arguments arguments, evaluate_arguments(expression));
      TRY_ASSIGN(const bool holds, test(expression.name, value, arguments));
      return Value(holds);
    }
  }
  return fail(ErrorCode::kInternal, "unknown kind of expression");
}

Value Interpreter::evaluate_constant(const Expression& expression) {
  auto& cached = constants_[expression.slot];
  if (cached) return *cached;
  const auto& constant = expression.constant;
  Value value;
  if (const bool* b = std::get_if<bool>(&constant)) value = Value(*b);
  if (const auto* i = std::get_if<std::int64_t>(&constant)) value = Value(*i);
  if (const double* d = std::get_if<double>(&constant)) value = Value(*d);
  if (const auto* s = std::get_if<std::string>(&constant)) value = heap_.string(*s);
  cached = value;
  return value;
}

Value Interpreter::evaluate_name(const Expression& expression) {
  const Value* found = find_variable(expression.slot);
  return found != nullptr ? *found
                          : heap_.undefined(fmt::format("'{}' is undefined", expression.name));
}

Result<Value> Interpreter::evaluate_list(const Expression& expression, List::Kind kind) {
  std::vector<Value> items;
  items.reserve(expression.children.size());
  for (const auto& child : expression.children) {
    TRY_ASSIGN(Value item, evaluate(*child));
    items.push_back(std::move(item));
  }
  return Value(heap_.list(std::move(items), kind));
}

Result<Value> Interpreter::evaluate_dict(const Expression& expression) {
  Dict* dict = heap_.dict();
  const auto& children = expression.children;
  for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
    TRY_ASSIGN(Value key, evaluate(*children[i]));
    TRY_ASSIGN(Value value, evaluate(*children[i + 1]));
    if (key.list() != nullptr || key.dict() != nullptr)
      return fail(ErrorCode::kInvalid, fmt::format("'{}' cannot be a key", type_name(key)));
    heap_.grow(2 * sizeof(Value));
    heap_.charge(dict->items.size() / 8);
    dict->set(std::move(key), std::move(value));
  }
  return Value(dict);
}

Result<Value> Interpreter::evaluate_sign(const Expression& expression) {
  TRY_ASSIGN(const Value value, evaluate(*expression.children[0]));
  const bool negative = expression.kind == Kind::kNegative;
  if (const double* real = value.real()) return Value(negative ? -*real : *real);
  if (!value.is_integer())
    return fail(ErrorCode::kInvalid, value.undefined() != nullptr
                                         ? *value.undefined()->what
                                         : fmt::format("'{}' has no sign", type_name(value)));
  if (!negative) return Value(value.as_integer());
  return binary_operation(heap_, "-", Value(std::int64_t{0}), value);
}

Result<Value> Interpreter::evaluate_compare(const Expression& expression) {
  TRY_ASSIGN(Value left, evaluate(*expression.children[0]));
  for (std::size_t i = 0; i < expression.operators.size(); ++i) {
    TRY_ASSIGN(Value right, evaluate(*expression.children[i + 1]));
    TRY_ASSIGN(const bool holds, compare_operation(heap_, expression.operators[i], left, right));
    if (!holds) return Value(false);
    left = std::move(right);
  }
  return Value(true);
}

Result<Value> Interpreter::evaluate_concat(const Expression& expression) {
  TaggedString text;
  for (const auto& child : expression.children) {
    TRY_ASSIGN(const Value value, evaluate(*child));
    TRY_ASSIGN(const TaggedString part, to_text(heap_, value));
    TRY(heap_.room(text.size() + part.size()));
    text.append(part);
  }
  return heap_.string(std::move(text));
}

Result<Value> Interpreter::evaluate_conditional(const Expression& expression) {
  TRY_ASSIGN(const Value condition, evaluate(*expression.children[0]));
  if (truth(condition)) return evaluate(*expression.children[1]);
  if (expression.children.size() > 2) return evaluate(*expression.children[2]);
  return heap_.undefined("the inline if has no else and its condition is false");
}

Result<Value> Interpreter::evaluate_slice(const Expression& expression) {
  TRY_ASSIGN(const Value object, evaluate(*expression.children[0]));
  std::optional<std::int64_t> parts[3];
  for (std::size_t i = 1; i < expression.children.size(); ++i) {
    if (expression.children[i] == nullptr) continue;
    TRY_ASSIGN(const Value part, evaluate(*expression.children[i]));
    if (part.is_none()) continue;
    if (!part.is_integer())
      return fail(ErrorCode::kInvalid,
                  fmt::format("a slice is cut by integers, not by '{}'", type_name(part)));
    parts[i - 1] = part.as_integer();
  }
  return slice_of(heap_, object, {parts[0], parts[1], parts[2]});
}

Result<Arguments> Interpreter::evaluate_arguments(const Expression& expression) {
  Arguments arguments;
  for (std::size_t i = 1; i < expression.children.size(); ++i) {
    TRY_ASSIGN(Value value, evaluate(*expression.children[i]));
    arguments.positional.push_back(std::move(value));
  }
  if (expression.star != nullptr) {
    TRY_ASSIGN(const Value more, evaluate(*expression.star));
    TRY_ASSIGN(auto items, iterate(more));
    for (Value& value : items) arguments.positional.push_back(std::move(value));
  }
  for (const auto& [name, child] : expression.named) {
    TRY_ASSIGN(Value value, evaluate(*child));
    arguments.named.emplace_back(name, std::move(value));
  }
  if (expression.double_star != nullptr) {
    TRY_ASSIGN(const Value more, evaluate(*expression.double_star));
    if (more.dict() == nullptr)
      return fail(ErrorCode::kInvalid,
                  fmt::format("'{}' behind ** is no mapping", type_name(more)));
    for (const auto& [key, value] : more.dict()->items) {
      if (key.string() == nullptr)
        return fail(ErrorCode::kInvalid, "names of arguments are strings");
      arguments.named.emplace_back(key.string()->bytes(), value);
    }
  }
  return arguments;
}

Result<Value> Interpreter::evaluate_call(const Expression& expression) {
  TRY_ASSIGN(const Value callee, evaluate(*expression.children[0]));
  TRY_ASSIGN(Arguments arguments, evaluate_arguments(expression));
  return call(callee, arguments);
}

Result<Value> Interpreter::evaluate_filter(const Expression& expression, const Value* block) {
  Value value;
  if (expression.children[0] == nullptr) {
    value = block == nullptr ? Value() : *block;
  } else if (block != nullptr) {
    TRY_ASSIGN(value, evaluate_filter(*expression.children[0], block));
  } else {
    TRY_ASSIGN(value, evaluate(*expression.children[0]));
  }
  TRY_ASSIGN(Arguments arguments, evaluate_arguments(expression));
  auto result = filter(expression.name, value, arguments);
  if (!result) blame(expression.offset);
  return result;
}

}  // namespace millrace::text::jinja
