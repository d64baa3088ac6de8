#include "text/jinja/filters.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::text::jinja {
namespace {

Filter find_filter(std::string_view name) {
  for (const auto find :
       {&find_text_filter, &find_sequence_filter, &find_selection_filter, &find_value_filter})
    if (const Filter found = find(name)) return found;
  return nullptr;
}

}  // namespace

bool has_filter(std::string_view name) {
  return find_filter(name) != nullptr;
}

Result<Value> follow_path(Interpreter& interpreter, Value value, const Value& path) {
  if (path.is_integer()) return interpreter.item(value, path);
  if (path.string() == nullptr)
    return fail(ErrorCode::kInvalid, "an attribute is named by a string");
  const std::string text = path.string()->bytes();
  for (const std::string_view part : base::split(text, '.')) {
    const auto index = base::parse_int(part);
    TRY_ASSIGN(value,
               interpreter.item(
                   value, index ? Value(*index) : interpreter.heap().string(std::string(part))));
  }
  return value;
}

Result<Value> Interpreter::filter(std::string_view name, const Value& value, Arguments& arguments) {
  const Filter found = find_filter(name);
  if (found == nullptr)
    return fail(ErrorCode::kInvalid, fmt::format("there is no filter '{}'", name));
  ++depth_;
  TRY(tick());
  auto result = found(*this, value, arguments);
  --depth_;
  return result;
}

}  // namespace millrace::text::jinja
