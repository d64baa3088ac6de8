#include "base/strings.h"
#include "rows/templates/checks.h"
#include "rows/templates/kinds.h"

namespace millrace::rows {
namespace {

constexpr RowField kFields[] = {{.name = "image",
                                 .doc = "Path of the image: jpg, jpeg, png or bmp.",
                                 .need = RowField::Need::kRequired},
                                {.name = "text", .doc = "What describes it."}};

std::optional<text::RowError> check(const json::Value& row) {
  text::RowFields fields(*row.as_object());
  check_image(fields);
  check_optional_text(fields, "text");
  return fields.error();
}

std::string_view category(const json::Value& data, const json::Value&) {
  return base::trim(data.string_or("text", "")).empty() ? kUnlabelled : kLabelled;
}

}  // namespace

const Template& image_text_template() {
  static constexpr Template kTemplate{.name = "image_text",
                                      .data_type = "multimodal",
                                      .annotation = "image_text_matching",
                                      .doc = "Images with a description each.",
                                      .fields = kFields,
                                      .images = Images::kOneEach,
                                      .categories = kTwoCategories,
                                      .check = check,
                                      .category = category};
  return kTemplate;
}

}  // namespace millrace::rows
