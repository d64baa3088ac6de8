#include "rows/templates/checks.h"
#include "rows/templates/kinds.h"

namespace millrace::rows {
namespace {

using Need = RowField::Need;

constexpr RowField kFields[] = {
    {.name = "instruction", .doc = "What the model is asked to do.", .need = Need::kRequired},
    {.name = "input", .doc = "What it is to be done with; may be empty."},
    {.name = "output", .doc = "What the model shall answer.", .need = Need::kRequired},
    {.name = "system", .doc = "Who the model is."}};

std::optional<text::RowError> check(const json::Value& row) {
  return check_as(text::DatasetFormat::kAlpaca, row);
}

}  // namespace

const Template& instruction_template() {
  static constexpr Template kTemplate{
      .name = "instruction",
      .data_type = "text",
      .annotation = "text_generation",
      .doc = "Instruction, input and output; reviewers give one label a row.",
      .fields = kFields,
      .labels = Labels::kOne,
      .format = text::DatasetFormat::kAlpaca,
      .categories = kTwoCategories,
      .check = check,
      .category = by_label};
  return kTemplate;
}

}  // namespace millrace::rows
