#include <fmt/core.h>

#include "base/strings.h"
#include "rows/templates/checks.h"
#include "rows/templates/kinds.h"

namespace millrace::rows {
namespace {

constexpr RowField kFields[] = {
    {.name = "image",
     .doc = "Path of the image: jpg, jpeg, png or bmp.",
     .need = RowField::Need::kRequired},
    {.name = "qa",
     .doc = "A list of {\"question\", \"answer\"}; an answer may be missing.",
     .form = RowField::Form::kList}};

void check_pair(text::RowFields& fields, std::size_t i, const json::Value& pair) {
  const std::string where = fmt::format("qa[{}]", i);
  const json::Object* object = pair.as_object();
  if (object == nullptr)
    return fields.wrong(where, fmt::format("must be an object, not {}", pair.kind()));
  text::RowFields inner(*object);
  inner.required_text({"question"});
  inner.optional_text({"answer"});
  if (inner.is_wrong()) fields.wrong(where + "." + inner.error()->field, inner.error()->reason);
}

std::optional<text::RowError> check(const json::Value& row) {
  text::RowFields fields(*row.as_object());
  check_image(fields);
  const json::Value* pairs = fields.find({"qa"});
  if (pairs == nullptr || pairs->is_null()) return fields.error();
  if (pairs->as_array() == nullptr) {
    fields.wrong("qa", fmt::format("must be a list, not {}", pairs->kind()));
    return fields.error();
  }
  for (std::size_t i = 0; i < pairs->as_array()->size(); ++i)
    check_pair(fields, i, (*pairs->as_array())[i]);
  return fields.error();
}

std::string_view category(const json::Value& data, const json::Value&) {
  const json::Value* pairs = data.find("qa");
  if (pairs != nullptr && pairs->as_array() != nullptr)
    for (const json::Value& pair : *pairs->as_array())
      if (!base::trim(pair.string_or("answer", "")).empty()) return kLabelled;
  return kUnlabelled;
}

}  // namespace

const Template& vqa_template() {
  static constexpr Template kTemplate{.name = "vqa",
                                      .data_type = "multimodal",
                                      .annotation = "visual_question_answering",
                                      .doc = "Images with questions and answers.",
                                      .fields = kFields,
                                      .images = Images::kOneEach,
                                      .categories = kTwoCategories,
                                      .check = check,
                                      .category = category};
  return kTemplate;
}

}  // namespace millrace::rows
