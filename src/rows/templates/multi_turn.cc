#include "rows/templates/checks.h"
#include "rows/templates/kinds.h"

namespace millrace::rows {
namespace {

constexpr RowField kFields[] = {
    {.name = "messages",
     .doc = "A list of {\"role\": system, user, assistant or tool, \"content\"}.",
     .need = RowField::Need::kRequired,
     .form = RowField::Form::kList},
    {.name = "tools", .doc = "Tools that may be called.", .form = RowField::Form::kList}};

std::optional<text::RowError> check(const json::Value& row) {
  return check_as(text::DatasetFormat::kMessages, row);
}

}  // namespace

const Template& multi_turn_template() {
  static constexpr Template kTemplate{
      .name = "multi_turn",
      .data_type = "text",
      .annotation = "text_generation",
      .doc = "Conversations of several turns; reviewers give one label a row.",
      .fields = kFields,
      .labels = Labels::kOne,
      .format = text::DatasetFormat::kMessages,
      .categories = kTwoCategories,
      .check = check,
      .category = by_label};
  return kTemplate;
}

}  // namespace millrace::rows
