// What stands behind `is`.
#include <fmt/core.h>

#include "text/jinja/filters.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/letter_case.h"
#include "text/jinja/operators.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

bool is_mapping(const Value& v) {
  return v.dict() != nullptr && v.dict()->kind == Dict::Kind::kDict;
}
bool is_sequence(const Value& v) {
  return v.string() != nullptr || is_mapping(v) ||
         (v.list() != nullptr && v.list()->kind != List::Kind::kLazy);
}
bool is_iterable(const Value& v) {
  return v.string() != nullptr || is_mapping(v) || v.list() != nullptr || v.undefined() != nullptr;
}
bool is_true(const Value& v) {
  return v.boolean() != nullptr && *v.boolean();
}
bool is_false(const Value& v) {
  return v.boolean() != nullptr && !*v.boolean();
}
bool is_plain_integer(const Value& v) {
  return v.integer() != nullptr;
}
bool is_real(const Value& v) {
  return v.real() != nullptr;
}
bool is_number(const Value& v) {
  return v.is_number();
}
bool is_boolean(const Value& v) {
  return v.boolean() != nullptr;
}
bool is_string(const Value& v) {
  return v.string() != nullptr;
}
bool is_none(const Value& v) {
  return v.is_none();
}
bool is_defined(const Value& v) {
  return v.undefined() == nullptr;
}
bool is_undefined(const Value& v) {
  return v.undefined() != nullptr;
}
bool is_callable(const Value& v) {
  return v.callable() != nullptr;
}
bool is_escaped(const Value& v) {
  return v.is_markup();
}
bool is_even(const Value& v) {
  return v.is_integer() && v.as_integer() % 2 == 0;
}
bool is_odd(const Value& v) {
  return v.is_integer() && v.as_integer() % 2 != 0;
}
bool is_lower_text(const Value& v) {
  return v.string() != nullptr && v.string()->view() == lower_case(v.string()->view()) &&
         v.string()->view() != upper_case(v.string()->view());
}
bool is_upper_text(const Value& v) {
  return v.string() != nullptr && v.string()->view() == upper_case(v.string()->view()) &&
         v.string()->view() != lower_case(v.string()->view());
}
bool is_filter(const Value& v) {
  return v.string() != nullptr && has_filter(v.string()->view());
}

struct Plain {
  std::string_view name;
  bool (*holds)(const Value&);
};
constexpr Plain kPlain[] = {
    {"mapping", &is_mapping},     {"sequence", &is_sequence}, {"iterable", &is_iterable},
    {"true", &is_true},           {"false", &is_false},       {"integer", &is_plain_integer},
    {"float", &is_real},          {"number", &is_number},     {"boolean", &is_boolean},
    {"string", &is_string},       {"none", &is_none},         {"defined", &is_defined},
    {"undefined", &is_undefined}, {"callable", &is_callable}, {"escaped", &is_escaped},
    {"even", &is_even},           {"odd", &is_odd},           {"lower", &is_lower_text},
    {"upper", &is_upper_text},    {"filter", &is_filter},
};

struct Comparison {
  std::string_view name;
  std::string_view operation;
};
constexpr Comparison kComparisons[] = {
    {"eq", "=="}, {"equalto", "=="}, {"==", "=="},      {"ne", "!="},
    {"!=", "!="}, {"lt", "<"},       {"lessthan", "<"}, {"<", "<"},
    {"le", "<="}, {"<=", "<="},      {"gt", ">"},       {"greaterthan", ">"},
    {">", ">"},   {"ge", ">="},      {">=", ">="},      {"in", "in"},
};

Result<bool> same_object(const Value& left, const Value& right) {
  if (left.list() != nullptr || right.list() != nullptr) return left.list() == right.list();
  if (left.dict() != nullptr || right.dict() != nullptr) return left.dict() == right.dict();
  if ((left.boolean() != nullptr) != (right.boolean() != nullptr)) return false;
  return equal_keys(left, right);
}

}  // namespace

bool has_test(std::string_view name) {
  for (const Plain& plain : kPlain)
    if (plain.name == name) return true;
  for (const Comparison& comparison : kComparisons)
    if (comparison.name == name) return true;
  return name == "divisibleby" || name == "sameas" || name == "test";
}

Result<bool> Interpreter::test(std::string_view name, const Value& value, Arguments& arguments) {
  for (const Plain& plain : kPlain)
    if (plain.name == name) return plain.holds(value);
  if (name == "test") return value.string() != nullptr && has_test(value.string()->view());
  if (!has_test(name)) return fail(ErrorCode::kInvalid, fmt::format("there is no test '{}'", name));
  if (arguments.positional.size() != 1)
    return fail(ErrorCode::kInvalid, fmt::format("the test '{}' takes one value", name));
  const Value& other = arguments.positional.front();
  for (const Comparison& comparison : kComparisons)
    if (comparison.name == name)
      return compare_operation(heap_, comparison.operation, value, other);
  if (name == "sameas") return same_object(value, other);
  TRY_ASSIGN(const Value rest, binary_operation(heap_, "%", value, other));
  return !truth(rest);
}

}  // namespace millrace::text::jinja
