#include "base/strings.h"
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

bool is_text(const json::Value* value) {
  return value != nullptr && value->as_string() != nullptr;
}

// As nearly all rows are: what the reader would say of them needs no reading.
bool is_plain(const json::Value& row) {
  const json::Value *asked = row.find("instruction"), *answer = row.find("output"),
                    *input = row.find("input");
  return is_text(asked) && is_text(answer) && (input == nullptr || is_text(input)) &&
         row.find("system") == nullptr && row.find("history") == nullptr &&
         !base::trim(*asked->as_string()).empty() && !base::trim(*answer->as_string()).empty();
}

std::optional<text::RowError> check(const json::Value& row) {
  if (is_plain(row)) return std::nullopt;
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
