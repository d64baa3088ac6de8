#include "rows/templates/checks.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::rows {

std::optional<text::RowError> check_as(text::DatasetFormat format, const json::Value& row) {
  const auto read = text::read_example(row, 0, format);
  const auto* wrong = std::get_if<text::RowError>(&read);
  return wrong == nullptr ? std::nullopt : std::optional(*wrong);
}

void check_optional_text(text::RowFields& fields, std::string_view name) {
  fields.optional_text({name});
}

void check_image(text::RowFields& fields) {
  const std::string path = fields.required_text({"image"});
  if (path.find('\0') != std::string::npos) fields.wrong("image", "must be the path of an image");
}

void check_optional_flag(text::RowFields& fields, std::string_view name) {
  const json::Value* value = fields.find({name});
  if (value != nullptr && !value->is_null() && value->as_bool() == nullptr)
    fields.wrong(name, fmt::format("must be true or false, not {}", value->kind()));
}

bool has_label(const json::Value& marks) {
  const json::Value* labels = marks.find("labels");
  return labels != nullptr && labels->as_array() != nullptr && !labels->as_array()->empty();
}

std::string_view by_label(const json::Value&, const json::Value& marks) {
  return has_label(marks) ? kLabelled : kUnlabelled;
}

}  // namespace millrace::rows
