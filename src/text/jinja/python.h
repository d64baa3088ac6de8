// What Python says about values: truth, equality, order, str() and repr(), and json.dumps as
// Hugging Face configures it. Containers may contain each other, so what walks them is bounded.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "text/jinja/value.h"

namespace millrace::text::jinja {

std::string_view type_name(const Value& value);  // "str", "int", "NoneType"…
bool truth(const Value& value);
std::string real_text(double value);  // repr(float)

bool equal_keys(const Value& a, const Value& b);  // of scalars; containers are equal to nothing
Result<bool> equal(Heap& heap, const Value& a, const Value& b);
// < 0, 0, > 0; an error where Python has no order between the two.
Result<int> compare(Heap& heap, const Value& a, const Value& b);

Result<TaggedString> to_text(Heap& heap, const Value& value);  // str()
Result<TaggedString> to_repr(Heap& heap, const Value& value);

struct JsonStyle {
  enum class Ascii { kKeep, kEscape } ascii = Ascii::kKeep;
  enum class Order { kInserted, kSorted } order = Order::kInserted;
  std::optional<std::string> indent;  // text of one level
  std::optional<std::string> item_separator;
  std::optional<std::string> key_separator;
};
Result<TaggedString> to_json(Heap& heap, const Value& value, const JsonStyle& style);

}  // namespace millrace::text::jinja
