#include "settings/text_value.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::settings {
namespace {

Result<json::Value> list_from_text(std::string_view text) {
  if (text.starts_with('[')) return json::parse(text);
  json::Array items;
  for (const std::string_view item : base::split(text, ','))
    if (const auto trimmed = base::trim(item); !trimmed.empty()) items.emplace_back(trimmed);
  return json::Value(std::move(items));
}

}  // namespace

Result<json::Value> value_from_text(const describe::Field& field, std::string_view text) {
  const json::Value schema(field.ops->schema(field.limits));
  const std::string type = schema.string_or("type", "string");
  if (type == "array") return list_from_text(text);
  if (type == "object") return json::parse(text);
  if (type == "boolean") {
    if (text == "true" || text == "1") return json::Value(true);
    if (text == "false" || text == "0") return json::Value(false);
    return fail(ErrorCode::kInvalid, fmt::format("must be true or false, not {:?}", text));
  }
  if (type == "integer") {
    if (const auto i = base::parse_int(text)) return json::Value(*i);
    return fail(ErrorCode::kInvalid, fmt::format("must be a whole number, not {:?}", text));
  }
  if (type == "number") {
    if (const auto d = base::parse_double(text)) return json::Value(*d);
    return fail(ErrorCode::kInvalid, fmt::format("must be a number, not {:?}", text));
  }
  return json::Value(text);
}

}  // namespace millrace::settings
