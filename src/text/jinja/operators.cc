#include "text/jinja/operators.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "text/jinja/printf_format.h"
#include "text/jinja/python.h"

namespace millrace::text::jinja {
namespace {

Error unsupported(std::string_view operation, const Value& left, const Value& right) {
  for (const Value* side : {&left, &right})
    if (side->undefined() != nullptr) return fail(ErrorCode::kInvalid, *side->undefined()->what);
  return fail(ErrorCode::kInvalid, fmt::format("'{}' is not defined between '{}' and '{}'",
                                               operation, type_name(left), type_name(right)));
}

Error overflow() {
  return fail(ErrorCode::kInvalid, "an integer does not fit into 64 bits");
}

Result<Value> add(Heap& heap, const Value& left, const Value& right) {
  const TaggedString* a = left.string();
  const TaggedString* b = right.string();
  if (a != nullptr && b != nullptr) {
    TRY(heap.room(a->size() + b->size() * 5));
    const bool escapes = left.is_markup() != right.is_markup();
    TaggedString text = escapes && !left.is_markup() ? a->map_runs(escape_html) : *a;
    text.append(escapes && !right.is_markup() ? b->map_runs(escape_html) : *b);
    return left.is_markup() || right.is_markup() ? heap.markup(std::move(text))
                                                 : heap.string(std::move(text));
  }
  if (left.list() != nullptr && right.list() != nullptr &&
      left.list()->kind == right.list()->kind) {
    TRY(heap.room((left.list()->items.size() + right.list()->items.size()) * sizeof(Value)));
    auto items = left.list()->items;
    items.insert(items.end(), right.list()->items.begin(), right.list()->items.end());
    return Value(heap.list(std::move(items), left.list()->kind));
  }
  return unsupported("+", left, right);
}

Result<Value> floor_division(std::int64_t a, std::int64_t b) {
  if (b == 0) return fail(ErrorCode::kInvalid, "division by zero");
  if (b == -1 && a == INT64_MIN) return overflow();
  return Value(a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0));
}

Result<Value> modulo(std::int64_t a, std::int64_t b) {
  if (b == 0) return fail(ErrorCode::kInvalid, "division by zero");
  if (b == -1) return Value(std::int64_t{0});
  const std::int64_t rest = a % b;
  return Value(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest);
}

Result<Value> power(std::int64_t base, std::int64_t exponent) {
  if (exponent < 0)
    return Value(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
  std::int64_t result = 1;
  while (exponent > 0) {
    if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result)) return overflow();
    exponent >>= 1;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) return overflow();
  }
  return Value(result);
}

Result<Value> on_integers(std::string_view operation, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (operation == "+") {
    if (__builtin_add_overflow(a, b, &result)) return overflow();
    return Value(result);
  }
  if (operation == "-") {
    if (__builtin_sub_overflow(a, b, &result)) return overflow();
    return Value(result);
  }
  if (operation == "*") {
    if (__builtin_mul_overflow(a, b, &result)) return overflow();
    return Value(result);
  }
  if (operation == "//") return floor_division(a, b);
  if (operation == "%") return modulo(a, b);
  if (operation == "**") return power(a, b);
  if (b == 0) return fail(ErrorCode::kInvalid, "division by zero");
  return Value(static_cast<double>(a) / static_cast<double>(b));
}

Result<Value> on_reals(std::string_view operation, double a, double b) {
  if (operation == "+") return Value(a + b);
  if (operation == "-") return Value(a - b);
  if (operation == "*") return Value(a * b);
  if (operation == "**") return Value(std::pow(a, b));
  if (b == 0) return fail(ErrorCode::kInvalid, "division by zero");
  if (operation == "/") return Value(a / b);
  if (operation == "//") return Value(std::floor(a / b));
  const double rest = std::fmod(a, b);
  return Value(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest);
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '"':
        out += "&#34;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::size_t find_bytes(std::string_view text, std::string_view needle, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (needle.empty()) return from;
  const void* found = memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

Result<Value> repeated(Heap& heap, const Value& sequence, std::int64_t times) {
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(times, 0));
  if (const TaggedString* text = sequence.string()) {
    const std::size_t cost = text->size() + text->runs().size() * sizeof(TaggedString::Run);
    if (count > 0 && cost > SIZE_MAX / 2 / count) TRY(heap.room(SIZE_MAX / 2));
    TRY(heap.room(cost * count));
    TaggedString out;
    for (std::size_t i = 0; i < count && !text->empty(); ++i) out.append(*text);
    return heap.string(std::move(out));
  }
  const auto& items = sequence.list()->items;
  if (count > 0 && items.size() * sizeof(Value) > SIZE_MAX / 2 / count)
    TRY(heap.room(SIZE_MAX / 2));
  TRY(heap.room(items.size() * sizeof(Value) * count));
  std::vector<Value> out;
  for (std::size_t i = 0; i < count && !items.empty(); ++i)
    out.insert(out.end(), items.begin(), items.end());
  return Value(heap.list(std::move(out), sequence.list()->kind));
}

Result<Value> binary_operation(Heap& heap, std::string_view operation, const Value& left,
                               const Value& right) {
  if (left.is_integer() && right.is_integer())
    return on_integers(operation, left.as_integer(), right.as_integer());
  if (left.is_number() && right.is_number())
    return on_reals(operation, left.as_real(), right.as_real());
  if (operation == "+") return add(heap, left, right);
  if (operation == "*") {
    if ((left.string() != nullptr || left.list() != nullptr) && right.is_integer())
      return repeated(heap, left, right.as_integer());
    if ((right.string() != nullptr || right.list() != nullptr) && left.is_integer())
      return repeated(heap, right, left.as_integer());
  }
  if (operation == "%" && left.string() != nullptr) {
    TRY_ASSIGN(TaggedString text, printf_format(heap, *left.string(), right));
    return heap.string(std::move(text));
  }
  return unsupported(operation, left, right);
}

Result<bool> contains(Heap& heap, const Value& container, const Value& item) {
  if (container.undefined() != nullptr) return false;
  if (const TaggedString* text = container.string()) {
    if (item.string() == nullptr)
      return fail(ErrorCode::kInvalid,
                  fmt::format("'in <string>' requires string, not '{}'", type_name(item)));
    heap.charge(text->size() / 64);
    return find_bytes(text->view(), item.string()->view()) != std::string_view::npos;
  }
  if (const List* list = container.list()) {
    for (const Value& candidate : list->items) {
      TRY_ASSIGN(const bool same, equal(heap, candidate, item));
      if (same) return true;
    }
    return false;
  }
  if (const Dict* dict = container.dict(); dict != nullptr && dict->kind == Dict::Kind::kDict) {
    heap.charge(dict->items.size() / 8);
    return dict->find(item) != nullptr;
  }
  return fail(ErrorCode::kInvalid,
              fmt::format("'{}' has no members to look in", type_name(container)));
}

Result<bool> compare_operation(Heap& heap, std::string_view operation, const Value& left,
                               const Value& right) {
  if (operation == "==") return equal(heap, left, right);
  if (operation == "!=") {
    TRY_ASSIGN(const bool same, equal(heap, left, right));
    return !same;
  }
  if (operation == "in") return contains(heap, right, left);
  if (operation == "not in") {
    TRY_ASSIGN(const bool found, contains(heap, right, left));
    return !found;
  }
  if (left.undefined() != nullptr || right.undefined() != nullptr)
    return unsupported(operation, left, right);
  const bool unordered = (left.real() != nullptr && std::isnan(*left.real())) ||
                         (right.real() != nullptr && std::isnan(*right.real()));
  TRY_ASSIGN(const int order, compare(heap, left, right));
  if (unordered) return false;
  if (operation == "<") return order < 0;
  if (operation == "<=") return order <= 0;
  if (operation == ">") return order > 0;
  return order >= 0;
}

}  // namespace millrace::text::jinja
