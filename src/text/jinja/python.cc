#include "text/jinja/python.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>

namespace millrace::text::jinja {
namespace {

constexpr int kMaxNesting = 100;

Error too_deep() {
  return fail(ErrorCode::kExhausted, "values are nested too deeply");
}

Result<bool> equal_within(Heap& heap, const Value& a, const Value& b, int depth);

Result<bool> equal_lists(Heap& heap, const List& a, const List& b, int depth) {
  if (a.items.size() != b.items.size() || a.kind != b.kind) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    TRY_ASSIGN(const bool same, equal_within(heap, a.items[i], b.items[i], depth));
    if (!same) return false;
  }
  return true;
}

Result<bool> equal_dicts(Heap& heap, const Dict& a, const Dict& b, int depth) {
  if (a.items.size() != b.items.size()) return false;
  for (const auto& [key, value] : a.items) {
    heap.charge(1 + b.items.size() / 16);
    const Value* other = b.find(key);
    if (other == nullptr) return false;
    TRY_ASSIGN(const bool same, equal_within(heap, value, *other, depth));
    if (!same) return false;
  }
  return true;
}

Result<bool> equal_within(Heap& heap, const Value& a, const Value& b, int depth) {
  heap.charge(1);
  TRY(heap.check());
  if (a.list() != nullptr && b.list() != nullptr) {
    if (a.list() == b.list()) return true;
    if (depth == 0) return too_deep();
    return equal_lists(heap, *a.list(), *b.list(), depth - 1);
  }
  if (a.dict() != nullptr && b.dict() != nullptr) {
    if (a.dict() == b.dict()) return true;
    if (a.dict()->kind != Dict::Kind::kDict || b.dict()->kind != Dict::Kind::kDict) return false;
    if (depth == 0) return too_deep();
    return equal_dicts(heap, *a.dict(), *b.dict(), depth - 1);
  }
  if (a.string() != nullptr) heap.charge(a.string()->size() / 64);
  if (a.callable() != nullptr) return a.callable() == b.callable();
  return equal_keys(a, b);
}

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

Result<int> compare_within(Heap& heap, const Value& a, const Value& b, int depth) {
  heap.charge(1);
  TRY(heap.check());
  if (a.is_integer() && b.is_integer()) return order(a.as_integer(), b.as_integer());
  if (a.is_number() && b.is_number()) return order(a.as_real(), b.as_real());
  if (a.string() != nullptr && b.string() != nullptr) {
    heap.charge(a.string()->size() / 64);
    return a.string()->view().compare(b.string()->view());
  }
  if (a.list() != nullptr && b.list() != nullptr && a.list()->kind == b.list()->kind) {
    if (depth == 0) return too_deep();
    const auto& left = a.list()->items;
    const auto& right = b.list()->items;
    for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
      TRY_ASSIGN(const bool same, equal_within(heap, left[i], right[i], depth - 1));
      if (!same) return compare_within(heap, left[i], right[i], depth - 1);
    }
    return order(left.size(), right.size());
  }
  return fail(ErrorCode::kInvalid,
              fmt::format("'{}' and '{}' have no order between them", type_name(a), type_name(b)));
}

}  // namespace

std::string_view type_name(const Value& value) {
  if (value.is_none()) return "NoneType";
  if (value.undefined() != nullptr) return "Undefined";
  if (value.boolean() != nullptr) return "bool";
  if (value.integer() != nullptr) return "int";
  if (value.real() != nullptr) return "float";
  if (value.string() != nullptr) return value.is_markup() ? "Markup" : "str";
  if (const List* list = value.list()) {
    if (list->kind == List::Kind::kLazy) return "generator";
    return list->kind == List::Kind::kTuple ? "tuple" : "list";
  }
  if (const Dict* dict = value.dict()) {
    return dict->kind == Dict::Kind::kNamespace ? "Namespace" : "dict";
  }
  return "function";
}

bool truth(const Value& value) {
  if (value.is_none() || value.undefined() != nullptr) return false;
  if (value.is_integer()) return value.as_integer() != 0;
  if (const double* real = value.real()) return *real != 0.0;
  if (const TaggedString* string = value.string()) return !string->empty();
  if (const List* list = value.list())
    return list->kind == List::Kind::kLazy || !list->items.empty();
  if (const Dict* dict = value.dict())
    return dict->kind != Dict::Kind::kDict || !dict->items.empty();
  return true;
}

std::string real_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
  const std::size_t e = text.find('e');
  const int exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
  if (exponent < -4 || exponent >= 16)
    return fmt::format("{}e{}{:02}", text.substr(0, e), exponent < 0 ? '-' : '+',
                       std::abs(exponent));
  const auto fixed = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
  std::string plain(buffer, static_cast<std::size_t>(fixed.ptr - buffer));
  if (plain.find('.') == std::string::npos) plain += ".0";
  return plain;
}

bool equal_keys(const Value& a, const Value& b) {
  if (a.is_none() || b.is_none()) return a.is_none() && b.is_none();
  if (a.undefined() != nullptr || b.undefined() != nullptr)
    return a.undefined() != nullptr && b.undefined() != nullptr;
  if (a.is_integer() && b.is_integer()) return a.as_integer() == b.as_integer();
  if (a.is_number() && b.is_number()) return a.as_real() == b.as_real();
  if (a.string() != nullptr && b.string() != nullptr)
    return a.string()->view() == b.string()->view();
  return false;
}

Result<bool> equal(Heap& heap, const Value& a, const Value& b) {
  return equal_within(heap, a, b, kMaxNesting);
}

Result<int> compare(Heap& heap, const Value& a, const Value& b) {
  return compare_within(heap, a, b, kMaxNesting);
}

}  // namespace millrace::text::jinja
