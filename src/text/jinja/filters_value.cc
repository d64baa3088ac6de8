// Filters over single values: default, numbers, JSON.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "base/strings.h"
#include "json/value.h"
#include "text/jinja/arguments.h"
#include "text/jinja/filters.h"
#include "text/jinja/from_json.h"
#include "text/jinja/operators.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

Result<Value> default_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound,
             BoundArguments::bind("default", arguments, {"default_value", "boolean"}));
  const bool missing = value.undefined() != nullptr || (bound.truth_or(1, false) && !truth(value));
  if (!missing) return value;
  return bound.given(0) ? *bound.find(0) : in.heap().string(TaggedString());
}

Result<Value> int_filter(Interpreter&, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("int", arguments, {"default", "base"}));
  const Value other = bound.given(0) ? *bound.find(0) : Value(std::int64_t{0});
  if (value.is_integer()) return Value(value.as_integer());
  double real = 0;
  if (value.real() != nullptr) {
    real = *value.real();
  } else if (value.string() != nullptr) {
    const std::string_view text = base::trim(value.string()->view());
    TRY_ASSIGN(const std::int64_t base, bound.integer_or(1, 10));
    if (base != 10) {
      const std::string copy(text);
      char* end = nullptr;
      if (base < 2 || base > 36) return other;
      const long long number = std::strtoll(copy.c_str(), &end, static_cast<int>(base));
      return end == copy.c_str() || *end != '\0' ? other : Value(static_cast<std::int64_t>(number));
    }
    if (const auto number = base::parse_int(text.starts_with('+') ? text.substr(1) : text))
      return Value(*number);
    const auto parsed = base::parse_double(text);
    if (!parsed) return other;
    real = *parsed;
  } else {
    return other;
  }
  if (!(std::abs(real) < 9.2e18)) return other;
  return Value(static_cast<std::int64_t>(real));
}

Result<Value> float_filter(Interpreter&, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("float", arguments, {"default"}));
  if (value.is_number()) return Value(value.as_real());
  if (value.string() != nullptr)
    if (const auto number = base::parse_double(base::trim(value.string()->view())))
      return Value(*number);
  return bound.given(0) ? *bound.find(0) : Value(0.0);
}

Result<Value> abs_filter(Interpreter& in, const Value& value, Arguments&) {
  if (value.real() != nullptr) return Value(std::abs(*value.real()));
  if (!value.is_integer()) return fail(ErrorCode::kInvalid, "'abs' wants a number");
  if (value.as_integer() >= 0) return Value(value.as_integer());
  return binary_operation(in.heap(), "-", Value(std::int64_t{0}), value);
}

Result<Value> round_filter(Interpreter&, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("round", arguments, {"precision", "method"}));
  TRY_ASSIGN(const std::int64_t precision, bound.integer_or(0, 0));
  TRY_ASSIGN(const TaggedString method, bound.text_or(1, "common"));
  if (!value.is_number()) return fail(ErrorCode::kInvalid, "'round' wants a number");
  if (precision < -300 || precision > 300)
    return fail(ErrorCode::kInvalid, "the precision is out of range");
  const double scale = std::pow(10.0, static_cast<double>(precision));
  const double number = value.as_real();
  if (method.view() == "ceil") return Value(std::ceil(number * scale) / scale);
  if (method.view() == "floor") return Value(std::floor(number * scale) / scale);
  if (method.view() != "common")
    return fail(ErrorCode::kInvalid, "'round' goes 'common', 'ceil' or 'floor'");
  if (value.is_integer() && (precision >= 0 || std::abs(number) > 1e15))
    return Value(value.as_integer());
  if (value.is_integer())
    return Value(static_cast<std::int64_t>(std::nearbyint(number * scale) / scale));
  if (precision <= 0) return Value(std::nearbyint(number * scale) / scale);
  const std::string text = fmt::format("{:.{}f}", number, precision);
  return Value(base::parse_double(text).value_or(number));
}

Result<Value> attr_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("attr", arguments, {"name"}));
  TRY(bound.required(0));
  TRY_ASSIGN(const TaggedString name, bound.text_or(0, ""));
  if (value.dict() != nullptr && value.dict()->kind == Dict::Kind::kDict)
    return in.heap().undefined(fmt::format("'dict object' has no attribute '{}'", name.view()));
  return in.attribute(value, name.view());
}

Result<std::optional<std::string>> indent_of(Heap& heap, const Value* value) {
  if (value == nullptr || value->is_none()) return std::optional<std::string>();
  if (value->string() != nullptr) return std::optional(value->string()->bytes());
  if (!value->is_integer()) return fail(ErrorCode::kInvalid, "'indent' is a number or a string");
  const std::int64_t width = std::max<std::int64_t>(value->as_integer(), 0);
  if (width > 1000) return fail(ErrorCode::kInvalid, "'indent' is at most 1000");
  TRY(heap.check());
  return std::optional(std::string(static_cast<std::size_t>(width), ' '));
}

Result<Value> tojson_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound,
             BoundArguments::bind("tojson", arguments,
                                  {"ensure_ascii", "indent", "separators", "sort_keys"}));
  JsonStyle style;
  if (bound.truth_or(0, false)) style.ascii = JsonStyle::Ascii::kEscape;
  if (bound.truth_or(3, false)) style.order = JsonStyle::Order::kSorted;
  TRY_ASSIGN(style.indent, indent_of(in.heap(), bound.find(1)));
  if (const Value* separators = bound.find(2); separators != nullptr && !separators->is_none()) {
    const List* pair = separators->list();
    if (pair == nullptr || pair->items.size() != 2 || pair->items[0].string() == nullptr ||
        pair->items[1].string() == nullptr)
      return fail(ErrorCode::kInvalid, "'separators' are two strings");
    style.item_separator = pair->items[0].string()->bytes();
    style.key_separator = pair->items[1].string()->bytes();
  }
  TRY_ASSIGN(TaggedString text, to_json(in.heap(), value, style));
  return in.heap().string(std::move(text));
}

Result<Value> from_json_filter(Interpreter& in, const Value& value, Arguments&) {
  if (value.string() == nullptr) return fail(ErrorCode::kInvalid, "'from_json' reads strings");
  const TaggedString& text = *value.string();
  TRY(in.heap().room(text.size() * 16));
  in.heap().charge(text.size());
  const auto parsed = json::parse(text.view());
  if (!parsed) return fail(ErrorCode::kInvalid, parsed.error().message);
  return from_json(in.heap(), *parsed, text.first_origin());
}

constexpr NamedFilter kFilters[] = {
    {"default", &default_filter}, {"d", &default_filter},     {"int", &int_filter},
    {"float", &float_filter},     {"abs", &abs_filter},       {"round", &round_filter},
    {"attr", &attr_filter},       {"tojson", &tojson_filter}, {"from_json", &from_json_filter},
};

}  // namespace

Filter find_value_filter(std::string_view name) {
  for (const NamedFilter& candidate : kFilters)
    if (candidate.name == name) return candidate.filter;
  return nullptr;
}

}  // namespace millrace::text::jinja
