#include "rows/convert/forms.h"

#include <fmt/core.h>

namespace millrace::rows {

Error unfit(std::string field, std::string why) {
  return base::invalid_field(std::move(field), std::move(why));
}

json::Value take(json::Object& row, std::string_view name) {
  json::Value* found = row.find(name);
  if (found == nullptr) return {};
  json::Value out = std::move(*found);
  row.erase(name);
  return out;
}

Result<std::string> take_text(json::Object& row, std::string_view name) {
  const json::Value value = take(row, name);
  if (const std::string* text = value.as_string()) return *text;
  return unfit(std::string(name), fmt::format("must be a string, not {}", value.kind()));
}

Result<json::Array> take_messages(json::Object& row) {
  json::Value list = take(row, "messages");
  if (list.as_array() == nullptr) return unfit("messages", "is missing");
  for (std::size_t i = 0; i < list.as_array()->size(); ++i) {
    const json::Value& one = (*list.as_array())[i];
    const json::Value *role = one.find("role"), *content = one.find("content");
    if (role == nullptr || role->as_string() == nullptr)
      return unfit(fmt::format("messages[{}].role", i), "must be a string");
    if (content == nullptr || content->as_string() == nullptr)
      return unfit(fmt::format("messages[{}].content", i), "must be a text");
  }
  return std::move(*list.as_array());
}

json::Object turn(std::string_view role, std::string content) {
  return {{"role", role}, {"content", std::move(content)}};
}

Result<void> keep_free(const json::Object& row, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (row.find(name) != nullptr)
      return unfit(std::string(name), "is there already, and the other form needs it");
  return {};
}

}  // namespace millrace::rows
