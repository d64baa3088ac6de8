#include "text/formats/row_fields.h"

#include "base/strings.h"

namespace millrace::text {

const json::Value* RowFields::find(const FieldNames& names) const {
  for (const std::string_view name : names.names) {
    if (const json::Value* exact = row_.find(name)) return exact;
    for (const auto& [key, value] : row_)
      if (base::iequals(key, name)) return &value;
  }
  return nullptr;
}

std::string RowFields::required_text(const FieldNames& names) {
  const json::Value* value = find(names);
  if (value == nullptr) {
    wrong(names.names.front(), "is missing");
    return {};
  }
  const std::string* text = value->as_string();
  if (text == nullptr) {
    wrong(names.names.front(), fmt::format("must be a string, not {}", value->kind()));
    return {};
  }
  if (base::trim(*text).empty()) wrong(names.names.front(), "is empty");
  return *text;
}

std::string RowFields::optional_text(const FieldNames& names) {
  const json::Value* value = find(names);
  if (value == nullptr || value->is_null()) return {};
  if (const std::string* text = value->as_string()) return *text;
  wrong(names.names.front(), fmt::format("must be a string, not {}", value->kind()));
  return {};
}

}  // namespace millrace::text
