// Filters that call other filters and tests for each item: map, select, reject and their …attr.
#include <fmt/core.h>

#include "text/jinja/arguments.h"
#include "text/jinja/filters.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

Result<Value> map_attribute(Interpreter& in, const Value& value, const Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("map", arguments, {"attribute", "default"}));
  TRY_ASSIGN(const auto items, in.iterate(value));
  std::vector<Value> out;
  for (const Value& item : items) {
    TRY_ASSIGN(Value mapped, follow_path(in, item, *bound.find(0)));
    if (mapped.undefined() != nullptr && bound.given(1) && !bound.find(1)->is_none())
      mapped = *bound.find(1);
    out.push_back(std::move(mapped));
  }
  return Value(in.heap().list(std::move(out), List::Kind::kLazy));
}

// None and the like are sequences without items here, as in Jinja.
Value nothing(Interpreter& in) {
  return Value(in.heap().list(List::Kind::kLazy));
}

Result<Value> map_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  if (!truth(value)) return nothing(in);
  if (arguments.positional.empty()) {
    for (const auto& [name, unused] : arguments.named)
      if (name == "attribute") return map_attribute(in, value, arguments);
    return fail(ErrorCode::kInvalid, "'map' wants a filter or attribute=");
  }
  if (arguments.positional.front().string() == nullptr)
    return fail(ErrorCode::kInvalid, "'map' wants the name of a filter");
  const std::string name = arguments.positional.front().string()->bytes();
  TRY_ASSIGN(const auto items, in.iterate(value));
  std::vector<Value> out;
  for (const Value& item : items) {
    Arguments rest = arguments;
    rest.positional.erase(rest.positional.begin());
    TRY_ASSIGN(Value mapped, in.filter(name, item, rest));
    out.push_back(std::move(mapped));
  }
  return Value(in.heap().list(std::move(out), List::Kind::kLazy));
}

enum class Keeps { kTrue, kFalse };
enum class Looks { kAtItem, kAtAttribute };

template <Keeps keeps, Looks looks>
Result<Value> select_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  if (!truth(value)) return nothing(in);
  const std::size_t skip = looks == Looks::kAtAttribute ? 1 : 0;
  if (arguments.positional.size() < skip)
    return fail(ErrorCode::kInvalid, "'selectattr' wants the name of an attribute");
  std::optional<std::string> test;
  if (arguments.positional.size() > skip) {
    if (arguments.positional[skip].string() == nullptr)
      return fail(ErrorCode::kInvalid, "'select' wants the name of a test");
    test = arguments.positional[skip].string()->bytes();
  }
  Arguments rest;
  rest.named = arguments.named;
  for (std::size_t i = skip + 1; i < arguments.positional.size(); ++i)
    rest.positional.push_back(arguments.positional[i]);
  TRY_ASSIGN(const auto items, in.iterate(value));
  std::vector<Value> out;
  for (const Value& item : items) {
    in.heap().charge(1);
    Value looked = item;
    if (looks == Looks::kAtAttribute) {
      TRY_ASSIGN(looked, follow_path(in, item, arguments.positional.front()));
    }
    bool holds = truth(looked);
    if (test) {
      TRY_ASSIGN(holds, in.test(*test, looked, rest));
    }
    if (holds == (keeps == Keeps::kTrue)) out.push_back(item);
  }
  return Value(in.heap().list(std::move(out), List::Kind::kLazy));
}

constexpr NamedFilter kFilters[] = {
    {"map", &map_filter},
    {"select", &select_filter<Keeps::kTrue, Looks::kAtItem>},
    {"reject", &select_filter<Keeps::kFalse, Looks::kAtItem>},
    {"selectattr", &select_filter<Keeps::kTrue, Looks::kAtAttribute>},
    {"rejectattr", &select_filter<Keeps::kFalse, Looks::kAtAttribute>},
};

}  // namespace

Filter find_selection_filter(std::string_view name) {
  for (const NamedFilter& candidate : kFilters)
    if (candidate.name == name) return candidate.filter;
  return nullptr;
}

}  // namespace millrace::text::jinja
