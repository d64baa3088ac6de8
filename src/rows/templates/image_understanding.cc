#include <fmt/core.h>

#include "rows/templates/checks.h"
#include "rows/templates/kinds.h"
#include "text/formats/message_reader.h"

namespace millrace::rows {
namespace {

constexpr RowField kFields[] = {
    {.name = "id", .doc = "What the row is called."},
    {.name = "conversations",
     .doc = "A list of {\"from\": user or assistant, \"value\"}; a value names images as "
            "<img>path</img>.",
     .need = RowField::Need::kRequired,
     .form = RowField::Form::kList}};

// Unlike in training, answers may be missing: writing them is what people are here for.
std::optional<text::RowError> check(const json::Value& row) {
  text::RowFields fields(*row.as_object());
  if (const json::Value* id = fields.find({"id"});
      id != nullptr && !id->is_null() && id->as_string() == nullptr && id->as_int() == nullptr)
    fields.wrong("id", fmt::format("must be a string, not {}", id->kind()));
  const json::Value* turns = fields.find({"conversations"});
  if (turns == nullptr) fields.wrong("conversations", "is missing");
  if (fields.is_wrong()) return fields.error();
  text::read_messages(fields, "conversations", *turns);
  return fields.error();
}

std::string_view category(const json::Value& data, const json::Value&) {
  const json::Value* turns = data.find("conversations");
  if (turns == nullptr || turns->as_array() == nullptr) return kUnlabelled;
  for (const json::Value& turn : *turns->as_array()) {
    const std::string from = turn.string_or("from", "");
    if ((from == "assistant" || from == "gpt") && !turn.string_or("value", "").empty())
      return kLabelled;
  }
  return kUnlabelled;
}

}  // namespace

const Template& image_understanding_template() {
  static constexpr Template kTemplate{.name = "image_understanding",
                                      .data_type = "multimodal",
                                      .annotation = "image_understanding",
                                      .doc = "Conversations about images.",
                                      .fields = kFields,
                                      .images = Images::kInText,
                                      .categories = kTwoCategories,
                                      .check = check,
                                      .category = category};
  return kTemplate;
}

}  // namespace millrace::rows
