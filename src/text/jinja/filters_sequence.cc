// Filters over sequences and mappings as wholes.
#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"
#include "text/jinja/arguments.h"
#include "text/jinja/filters.h"
#include "text/jinja/letter_case.h"
#include "text/jinja/methods.h"
#include "text/jinja/operators.h"
#include "text/jinja/python.h"
#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

Result<Value> length_filter(Interpreter& in, const Value& value, Arguments&) {
  if (value.undefined() != nullptr) return Value(std::int64_t{0});
  if (const TaggedString* text = value.string()) {
    in.heap().charge(text->size() / 64);
    return Value(static_cast<std::int64_t>(count_code_points(text->view())));
  }
  if (const List* list = value.list(); list != nullptr && list->kind != List::Kind::kLazy)
    return Value(static_cast<std::int64_t>(list->items.size()));
  if (const Dict* dict = value.dict(); dict != nullptr && dict->kind == Dict::Kind::kDict)
    return Value(static_cast<std::int64_t>(dict->items.size()));
  return fail(ErrorCode::kInvalid, fmt::format("'{}' has no length", type_name(value)));
}

Result<Value> first_filter(Interpreter& in, const Value& value, Arguments&) {
  TRY_ASSIGN(const auto items, in.iterate(value));
  return items.empty() ? in.heap().undefined("there is no first item: the sequence is empty")
                       : items.front();
}

Result<Value> last_filter(Interpreter& in, const Value& value, Arguments&) {
  TRY_ASSIGN(const auto items, in.iterate(value));
  return items.empty() ? in.heap().undefined("there is no last item: the sequence is empty")
                       : items.back();
}

Result<Value> list_filter(Interpreter& in, const Value& value, Arguments&) {
  TRY_ASSIGN(auto items, in.iterate(value));
  return Value(in.heap().list(std::move(items)));
}

Result<Value> reverse_filter(Interpreter& in, const Value& value, Arguments&) {
  TRY_ASSIGN(auto items, in.iterate(value));
  std::reverse(items.begin(), items.end());
  if (value.string() == nullptr) return Value(in.heap().list(std::move(items), List::Kind::kLazy));
  TaggedString out;
  for (const Value& item : items) out.append(*item.string());
  return in.heap().string(std::move(out));
}

Result<Value> join_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("join", arguments, {"d", "attribute"}));
  TaggedString separator;
  if (bound.given(0)) {
    TRY_ASSIGN(separator, to_text(in.heap(), *bound.find(0)));
  }
  TRY_ASSIGN(const auto items, in.iterate(value));
  std::vector<TaggedString> parts;
  std::size_t size = 0;
  for (Value item : items) {
    if (bound.given(1) && !bound.find(1)->is_none()) {
      TRY_ASSIGN(item, follow_path(in, item, *bound.find(1)));
    }
    TRY_ASSIGN(TaggedString text, to_text(in.heap(), item));
    size += text.size();
    TRY(in.heap().room(size));
    parts.push_back(std::move(text));
  }
  TRY_ASSIGN(TaggedString out, join_all(in.heap(), parts, separator));
  return in.heap().string(std::move(out));
}

Result<Value> items_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  if (value.undefined() != nullptr) return Value(in.heap().list(List::Kind::kLazy));
  const auto method = find_container_method(value, "items");
  if (value.dict() == nullptr || method == nullptr)
    return fail(ErrorCode::kInvalid, "items are of mappings only");
  TRY_ASSIGN(const Value items, method(in, value, arguments));
  items.list()->kind = List::Kind::kLazy;
  return items;
}

Value without_case(Interpreter& in, const Value& value) {
  if (value.string() == nullptr) return value;
  return in.heap().string(value.string()->map_runs(lower_case));
}

struct Keyed {
  Value key;
  Value item;
};

enum class SortOrder { kAscending, kDescending };

Result<void> sort_keyed(Interpreter& in, std::vector<Keyed>& keyed, SortOrder order) {
  std::optional<Error> wrong;
  std::stable_sort(keyed.begin(), keyed.end(), [&](const Keyed& a, const Keyed& b) {
    if (wrong) return false;
    const auto& [left, right] =
        order == SortOrder::kAscending ? std::tie(a.key, b.key) : std::tie(b.key, a.key);
    auto compared = compare(in.heap(), left, right);
    if (!compared) wrong = std::move(compared).error();
    return !wrong && *compared < 0;
  });
  if (wrong) return *std::move(wrong);
  return {};
}

Result<Value> sorted_list(Interpreter& in, std::vector<Keyed> keyed, SortOrder order) {
  TRY(sort_keyed(in, keyed, order));
  std::vector<Value> items;
  for (Keyed& entry : keyed) items.push_back(std::move(entry.item));
  return Value(in.heap().list(std::move(items)));
}

SortOrder order_of(const BoundArguments& bound, std::size_t index) {
  return bound.truth_or(index, false) ? SortOrder::kDescending : SortOrder::kAscending;
}

// The key of `item` by attribute="a.b,c": one value, or a list of them.
Result<Value> key_of(Interpreter& in, const Value& item, const Value* attribute,
                     const bool keeps_case) {
  if (attribute == nullptr || attribute->is_none())
    return keeps_case ? item : without_case(in, item);
  if (attribute->string() == nullptr) return follow_path(in, item, *attribute);
  std::vector<Value> keys;
  const std::string paths = attribute->string()->bytes();
  for (const std::string_view path : base::split(paths, ',')) {
    TRY_ASSIGN(Value key, follow_path(in, item, in.heap().string(std::string(path))));
    keys.push_back(keeps_case ? key : without_case(in, key));
  }
  if (keys.size() == 1) return keys.front();
  return Value(in.heap().list(std::move(keys)));
}

Result<Value> sort_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound,
             BoundArguments::bind("sort", arguments, {"reverse", "case_sensitive", "attribute"}));
  TRY_ASSIGN(const auto items, in.iterate(value));
  std::vector<Keyed> keyed;
  for (const Value& item : items) {
    TRY_ASSIGN(Value key, key_of(in, item, bound.find(2), bound.truth_or(1, false)));
    keyed.push_back({std::move(key), item});
  }
  return sorted_list(in, std::move(keyed), order_of(bound, 0));
}

Result<Value> dictsort_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound,
             BoundArguments::bind("dictsort", arguments, {"case_sensitive", "by", "reverse"}));
  TRY_ASSIGN(const TaggedString by, bound.text_or(1, "key"));
  if (value.undefined() != nullptr) return fail(ErrorCode::kInvalid, *value.undefined()->what);
  if (value.dict() == nullptr) return fail(ErrorCode::kInvalid, "dictsort sorts mappings only");
  if (by.view() != "key" && by.view() != "value")
    return fail(ErrorCode::kInvalid, "dictsort sorts by 'key' or by 'value'");
  std::vector<Keyed> keyed;
  for (const auto& [name, item] : value.dict()->items) {
    const Value& key = by.view() == "key" ? name : item;
    List* pair = in.heap().list({name, item}, List::Kind::kTuple);
    pair->origin = value.dict()->origin;
    keyed.push_back({bound.truth_or(0, false) ? key : without_case(in, key), Value(pair)});
  }
  return sorted_list(in, std::move(keyed), order_of(bound, 2));
}

Result<Value> unique_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound,
             BoundArguments::bind("unique", arguments, {"case_sensitive", "attribute"}));
  TRY_ASSIGN(const auto items, in.iterate(value));
  std::vector<Value> seen;
  std::vector<Value> kept;
  for (const Value& item : items) {
    TRY_ASSIGN(Value key, key_of(in, item, bound.find(1), bound.truth_or(0, false)));
    bool known = false;
    for (std::size_t i = 0; i < seen.size() && !known; ++i) {
      TRY_ASSIGN(known, equal(in.heap(), seen[i], key));
    }
    if (known) continue;
    seen.push_back(std::move(key));
    kept.push_back(item);
  }
  return Value(in.heap().list(std::move(kept), List::Kind::kLazy));
}

template <SortOrder order>
Result<Value> extreme_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound,
             BoundArguments::bind("min", arguments, {"case_sensitive", "attribute"}));
  TRY_ASSIGN(const auto items, in.iterate(value));
  if (items.empty()) return in.heap().undefined("there is no first item: the sequence is empty");
  Value best = items.front();
  TRY_ASSIGN(Value best_key, key_of(in, best, bound.find(1), bound.truth_or(0, false)));
  for (std::size_t i = 1; i < items.size(); ++i) {
    TRY_ASSIGN(Value key, key_of(in, items[i], bound.find(1), bound.truth_or(0, false)));
    TRY_ASSIGN(const int compared, compare(in.heap(), key, best_key));
    if (order == SortOrder::kAscending ? compared >= 0 : compared <= 0) continue;
    best = items[i];
    best_key = std::move(key);
  }
  return best;
}

Result<Value> sum_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("sum", arguments, {"attribute", "start"}));
  TRY_ASSIGN(const auto items, in.iterate(value));
  Value total = bound.given(1) ? *bound.find(1) : Value(std::int64_t{0});
  for (Value item : items) {
    if (bound.given(0) && !bound.find(0)->is_none()) {
      TRY_ASSIGN(item, follow_path(in, item, *bound.find(0)));
    }
    TRY_ASSIGN(total, binary_operation(in.heap(), "+", total, item));
  }
  return total;
}

Result<Value> batch_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound,
             BoundArguments::bind("batch", arguments, {"linecount", "fill_with"}));
  TRY_ASSIGN(const std::int64_t count, bound.integer_or(0, 0));
  if (count <= 0) return fail(ErrorCode::kInvalid, "'batch' wants a positive number");
  TRY_ASSIGN(const auto items, in.iterate(value));
  std::vector<Value> batches;
  std::vector<Value> batch;
  for (const Value& item : items) {
    batch.push_back(item);
    if (static_cast<std::int64_t>(batch.size()) < count) continue;
    batches.emplace_back(in.heap().list(std::exchange(batch, {})));
  }
  if (!batch.empty()) {
    TRY(in.heap().room(static_cast<std::size_t>(std::min<std::int64_t>(count, 1 << 30)) *
                       (bound.given(1) ? sizeof(Value) : 0)));
    while (bound.given(1) && static_cast<std::int64_t>(batch.size()) < count)
      batch.push_back(*bound.find(1));
    batches.emplace_back(in.heap().list(std::move(batch)));
  }
  return Value(in.heap().list(std::move(batches), List::Kind::kLazy));
}

Result<Value> slice_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("slice", arguments, {"slices", "fill_with"}));
  TRY_ASSIGN(const std::int64_t slices, bound.integer_or(0, 0));
  if (slices <= 0 || slices > 100'000)
    return fail(ErrorCode::kInvalid, "'slice' wants a positive number up to 100000");
  TRY_ASSIGN(const auto items, in.iterate(value));
  const auto count = static_cast<std::int64_t>(items.size());
  std::vector<Value> out;
  auto at = items.begin();
  for (std::int64_t i = 0; i < slices; ++i) {
    const std::int64_t size = count / slices + (i < count % slices ? 1 : 0);
    std::vector<Value> part(at, at + size);
    at += size;
    if (bound.given(1) && !bound.find(1)->is_none() && i >= count % slices)
      part.push_back(*bound.find(1));
    out.emplace_back(in.heap().list(std::move(part)));
  }
  return Value(in.heap().list(std::move(out), List::Kind::kLazy));
}

Result<Value> groupby_filter(Interpreter& in, const Value& value, Arguments& arguments) {
  TRY_ASSIGN(const auto bound, BoundArguments::bind("groupby", arguments,
                                                    {"attribute", "default", "case_sensitive"}));
  TRY_ASSIGN(const Value* attribute, bound.required(0));
  TRY_ASSIGN(const auto items, in.iterate(value));
  std::vector<Keyed> keyed;
  for (const Value& item : items) {
    TRY_ASSIGN(Value key, follow_path(in, item, *attribute));
    if (key.undefined() != nullptr && bound.given(1)) key = *bound.find(1);
    keyed.push_back({bound.truth_or(2, false) ? key : without_case(in, key), item});
  }
  TRY(sort_keyed(in, keyed, SortOrder::kAscending));
  List* groups = in.heap().list();
  for (std::size_t i = 0; i < keyed.size();) {
    TRY_ASSIGN(Value name, follow_path(in, keyed[i].item, *attribute));
    if (name.undefined() != nullptr && bound.given(1)) name = *bound.find(1);
    List* members = in.heap().list();
    const Value key = keyed[i].key;
    for (; i < keyed.size(); ++i) {
      TRY_ASSIGN(const bool same, equal(in.heap(), key, keyed[i].key));
      if (!same) break;
      members->items.push_back(keyed[i].item);
    }
    groups->items.emplace_back(in.heap().list({name, Value(members)}, List::Kind::kTuple));
  }
  return Value(groups);
}

constexpr NamedFilter kFilters[] = {
    {"length", &length_filter},
    {"count", &length_filter},
    {"first", &first_filter},
    {"last", &last_filter},
    {"list", &list_filter},
    {"reverse", &reverse_filter},
    {"join", &join_filter},
    {"items", &items_filter},
    {"sort", &sort_filter},
    {"dictsort", &dictsort_filter},
    {"unique", &unique_filter},
    {"min", &extreme_filter<SortOrder::kAscending>},
    {"max", &extreme_filter<SortOrder::kDescending>},
    {"sum", &sum_filter},
    {"batch", &batch_filter},
    {"slice", &slice_filter},
    {"groupby", &groupby_filter},
};

}  // namespace

Filter find_sequence_filter(std::string_view name) {
  for (const NamedFilter& candidate : kFilters)
    if (candidate.name == name) return candidate.filter;
  return nullptr;
}

}  // namespace millrace::text::jinja
