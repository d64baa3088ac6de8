// Methods of dict and list. Python's sandbox, which Hugging Face uses, refuses to change values;
// append and pop are allowed here since Kimi's templates call them.
#include <fmt/core.h>

#include "text/jinja/arguments.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/methods.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

Result<Value> items_method(Interpreter& in, const Value& self, Arguments&) {
  const Dict& dict = *self.dict();
  TRY(in.heap().room(dict.items.size() * 4 * sizeof(Value)));
  std::vector<Value> items;
  for (const auto& [key, value] : dict.items) {
    List* pair = in.heap().list({key, value}, List::Kind::kTuple);
    pair->origin = dict.origin;
    items.emplace_back(pair);
  }
  return Value(in.heap().list(std::move(items)));
}

Result<Value> keys_method(Interpreter& in, const Value& self, Arguments&) {
  TRY_ASSIGN(auto keys, in.iterate(self));
  return Value(in.heap().list(std::move(keys)));
}

Result<Value> values_method(Interpreter& in, const Value& self, Arguments&) {
  std::vector<Value> values;
  for (const auto& [key, value] : self.dict()->items) values.push_back(value);
  return Value(in.heap().list(std::move(values)));
}

Result<Value> get_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("get", arguments, {"key", "default"}));
  TRY_ASSIGN(const Value* key, bound.required(0));
  in.heap().charge(self.dict()->items.size() / 8);
  if (const Value* found = self.dict()->find(*key)) return *found;
  return bound.given(1) ? *bound.find(1) : Value();
}

Result<Value> copy_method(Interpreter& in, const Value& self, Arguments&) {
  if (self.list() != nullptr) {
    TRY_ASSIGN(auto items, in.iterate(self));
    return Value(in.heap().list(std::move(items)));
  }
  TRY(in.heap().room(self.dict()->items.size() * 2 * sizeof(Value)));
  in.heap().grow(self.dict()->items.size() * 2 * sizeof(Value));
  Dict* copy = in.heap().dict();
  *copy = *self.dict();
  return Value(copy);
}

Result<Value> refuse(Interpreter&, const Value&, Arguments&) {
  return fail(ErrorCode::kInvalid,
              "chat templates do not change the values that they are given: use a namespace");
}

Result<Value> append_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("append", arguments, {"object"}));
  TRY_ASSIGN(const Value* item, bound.required(0));
  in.heap().grow(2 * sizeof(Value));
  const Value value = *item;
  self.list()->items.push_back(value);
  return Value();
}

Result<Value> pop_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("pop", arguments, {"index"}));
  TRY_ASSIGN(std::int64_t index, bound.integer_or(0, -1));
  auto& items = self.list()->items;
  const auto count = static_cast<std::int64_t>(items.size());
  if (index < 0) index += count;
  if (index < 0 || index >= count) return fail(ErrorCode::kInvalid, "pop index out of range");
  in.heap().charge(items.size() / 8);
  Value value = items[static_cast<std::size_t>(index)];
  items.erase(items.begin() + index);
  return value;
}

Result<Value> index_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("index", arguments, {"value"}));
  TRY_ASSIGN(const Value* wanted, bound.required(0));
  const auto& items = self.list()->items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    TRY_ASSIGN(const bool same, equal(in.heap(), items[i], *wanted));
    if (same) return Value(static_cast<std::int64_t>(i));
  }
  return fail(ErrorCode::kInvalid, "the value is not in the list");
}

Result<Value> count_method(Interpreter& in, const Value& self, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("count", arguments, {"value"}));
  TRY_ASSIGN(const Value* wanted, bound.required(0));
  std::int64_t count = 0;
  for (const Value& item : self.list()->items) {
    TRY_ASSIGN(const bool same, equal(in.heap(), item, *wanted));
    count += same ? 1 : 0;
  }
  return Value(count);
}

struct Method {
  std::string_view name;
  BoundMethod::Function function;
};

constexpr Method kDictMethods[] = {
    {"items", &items_method}, {"keys", &keys_method},  {"values", &values_method},
    {"get", &get_method},     {"copy", &copy_method},  {"pop", &refuse},
    {"update", &refuse},      {"setdefault", &refuse}, {"clear", &refuse},
    {"popitem", &refuse},
};

constexpr Method kListMethods[] = {
    {"append", &append_method}, {"pop", &pop_method},   {"index", &index_method},
    {"count", &count_method},   {"copy", &copy_method}, {"extend", &refuse},
    {"insert", &refuse},        {"remove", &refuse},    {"reverse", &refuse},
    {"sort", &refuse},          {"clear", &refuse},
};

constexpr Method kTupleMethods[] = {{"index", &index_method}, {"count", &count_method}};

template <std::size_t n>
BoundMethod::Function find_in(const Method (&methods)[n], std::string_view name) {
  for (const Method& method : methods)
    if (method.name == name) return method.function;
  return nullptr;
}

}  // namespace

BoundMethod::Function find_container_method(const Value& object, std::string_view name) {
  if (object.dict() != nullptr && object.dict()->kind == Dict::Kind::kDict)
    return find_in(kDictMethods, name);
  if (object.list() == nullptr) return nullptr;
  return object.list()->kind == List::Kind::kList ? find_in(kListMethods, name)
                                                  : find_in(kTupleMethods, name);
}

BoundMethod::Function find_method(const Value& object, std::string_view name) {
  return object.string() != nullptr ? find_string_method(name)
                                    : find_container_method(object, name);
}

}  // namespace millrace::text::jinja
