#include "text/jinja/access.h"

#include <fmt/core.h>

#include <algorithm>

#include "text/jinja/bound_method.h"
#include "text/jinja/interpreter.h"
#include "text/jinja/methods.h"
#include "text/jinja/python.h"
#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

struct Range {
  std::int64_t begin, end, step;
};

Result<Range> resolve(const SliceParts& parts, std::int64_t length) {
  const std::int64_t step = parts.step.value_or(1);
  if (step == 0) return fail(ErrorCode::kInvalid, "a slice cannot step by zero");
  const std::int64_t low = step > 0 ? 0 : -1;
  const std::int64_t high = step > 0 ? length : length - 1;
  const auto clamp = [&](std::optional<std::int64_t> at, std::int64_t other) {
    if (!at) return other;
    return std::clamp(*at < 0 ? *at + length : *at, low, high);
  };
  return Range{clamp(parts.begin, step > 0 ? low : high), clamp(parts.end, step > 0 ? high : low),
               std::clamp<std::int64_t>(step, -length - 1, length + 1)};
}

Value slice_text(Heap& heap, const TaggedString& text, const Range& range) {
  const std::string_view view = text.view();
  heap.charge(view.size() / 16);
  if (range.step == 1) {
    if (range.begin >= range.end) return heap.string(TaggedString());
    const std::size_t begin = byte_of_code_point(view, static_cast<std::size_t>(range.begin));
    const std::size_t length =
        byte_of_code_point(view.substr(begin), static_cast<std::size_t>(range.end - range.begin));
    return heap.string(text.slice(begin, begin + length));
  }
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < view.size(); ++at)
    if ((view[at] & 0xC0) != 0x80) starts.push_back(at);
  starts.push_back(view.size());
  TaggedString out;
  for (std::int64_t i = range.begin; range.step > 0 ? i < range.end : i > range.end;
       i += range.step)
    out.append(
        text.slice(starts[static_cast<std::size_t>(i)], starts[static_cast<std::size_t>(i) + 1]));
  return heap.string(std::move(out));
}

Result<Value> item_of_list(Heap& heap, const List& list, std::int64_t index) {
  const auto count = static_cast<std::int64_t>(list.items.size());
  const std::int64_t at = index < 0 ? index + count : index;
  if (at < 0 || at >= count) return heap.undefined(fmt::format("the list has no item {}", index));
  return list.items[static_cast<std::size_t>(at)];
}

Value item_of_text(Heap& heap, const TaggedString& text, std::int64_t index) {
  const std::string_view view = text.view();
  heap.charge(view.size() / 64);
  const auto count = static_cast<std::int64_t>(count_code_points(view));
  const std::int64_t at = index < 0 ? index + count : index;
  if (at < 0 || at >= count) return heap.undefined(fmt::format("the string has no item {}", index));
  const std::size_t begin = byte_of_code_point(view, static_cast<std::size_t>(at));
  std::size_t length = 0;
  decode_at(view, begin, length);
  return heap.string(text.slice(begin, begin + length));
}

std::optional<Value> own_attribute(Interpreter& interpreter, const Value& object,
                                   std::string_view name) {
  if (object.callable() != nullptr) return object.callable()->attribute(interpreter, name);
  if (object.dict() != nullptr && object.dict()->kind == Dict::Kind::kNamespace) {
    const Value* found = object.dict()->find(name);
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  return method_of(interpreter.heap(), object, name);
}

}  // namespace

std::optional<Value> method_of(Heap& heap, const Value& object, std::string_view name) {
  const auto function = find_method(object, name);
  if (function == nullptr) return std::nullopt;
  return heap.callable<BoundMethod>(object, name, function);
}

Result<Value> slice_of(Heap& heap, const Value& object, const SliceParts& parts) {
  if (const TaggedString* text = object.string()) {
    TRY_ASSIGN(const Range range,
               resolve(parts, static_cast<std::int64_t>(count_code_points(text->view()))));
    return slice_text(heap, *text, range);
  }
  if (const List* list = object.list()) {
    TRY_ASSIGN(const Range range, resolve(parts, static_cast<std::int64_t>(list->items.size())));
    std::vector<Value> items;
    for (std::int64_t i = range.begin; range.step > 0 ? i < range.end : i > range.end;
         i += range.step)
      items.push_back(list->items[static_cast<std::size_t>(i)]);
    List* result = heap.list(std::move(items), list->kind);
    result->origin = list->origin;
    return Value(result);
  }
  if (object.undefined() != nullptr) return fail(ErrorCode::kInvalid, *object.undefined()->what);
  return heap.undefined(fmt::format("'{}' cannot be sliced", type_name(object)));
}

Result<Value> Interpreter::attribute(const Value& object, std::string_view name) {
  if (object.undefined() != nullptr) return fail(ErrorCode::kInvalid, *object.undefined()->what);
  if (const auto own = own_attribute(*this, object, name)) return *own;
  if (object.dict() != nullptr && object.dict()->kind == Dict::Kind::kDict) {
    heap_.charge(object.dict()->items.size() / 8);
    if (const Value* found = object.dict()->find(name)) return *found;
  }
  return heap_.undefined(fmt::format("'{} object' has no attribute '{}'", type_name(object), name));
}

Result<Value> Interpreter::item(const Value& object, const Value& key) {
  if (object.undefined() != nullptr) return fail(ErrorCode::kInvalid, *object.undefined()->what);
  if (const Dict* dict = object.dict(); dict != nullptr && dict->kind == Dict::Kind::kDict) {
    heap_.charge(dict->items.size() / 8);
    if (const Value* found = dict->find(key)) return *found;
  }
  if (key.is_integer()) {
    if (object.list() != nullptr) return item_of_list(heap_, *object.list(), key.as_integer());
    if (object.string() != nullptr) return item_of_text(heap_, *object.string(), key.as_integer());
  }
  if (key.string() != nullptr) {
    if (const auto own = own_attribute(*this, object, key.string()->view())) return *own;
    return heap_.undefined(
        fmt::format("'{} object' has no attribute '{}'", type_name(object), key.string()->view()));
  }
  TRY_ASSIGN(const TaggedString text, to_repr(heap_, key));
  return heap_.undefined(fmt::format("'{} object' has no item {}", type_name(object), text.view()));
}

}  // namespace millrace::text::jinja
