#include "rows/templates/checks.h"
#include "rows/templates/kinds.h"

namespace millrace::rows {
namespace {

using Need = RowField::Need;

constexpr RowField kFields[] = {
    {.name = "Q", .doc = "The question; also question or Query.", .need = Need::kRequired},
    {.name = "A", .doc = "Its answer; also answer or Answer.", .need = Need::kRequired},
    {.name = "SQ", .doc = "A similar question; also Similar-Question."},
    {.name = "text", .doc = "Name of the text it is from."},
    {.name = "match", .doc = "What of the source the question matches."},
    {.name = "file", .doc = "Where the source lies."}};

std::optional<text::RowError> check(const json::Value& row) {
  if (auto wrong = check_as(text::DatasetFormat::kQuestionAnswer, row)) {
    if (wrong->field == "question") wrong->field = "Q";
    if (wrong->field == "answer") wrong->field = "A";
    return wrong;
  }
  text::RowFields fields(*row.as_object());
  fields.optional_text({"SQ", "similar-question", "similar_question"});
  for (const std::string_view name : {"text", "match", "file"}) check_optional_text(fields, name);
  return fields.error();
}

}  // namespace

const Template& qa_template() {
  static constexpr Template kTemplate{
      .name = "qa",
      .data_type = "text",
      .annotation = "text_generation",
      .doc = "Questions and answers; reviewers give one label a row.",
      .fields = kFields,
      .labels = Labels::kOne,
      .format = text::DatasetFormat::kQuestionAnswer,
      .categories = kTwoCategories,
      .check = check,
      .category = by_label};
  return kTemplate;
}

}  // namespace millrace::rows
