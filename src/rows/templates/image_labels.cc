#include "rows/templates/checks.h"
#include "rows/templates/kinds.h"

namespace millrace::rows {
namespace {

constexpr RowField kFields[] = {{.name = "image",
                                 .doc = "Path of the image: jpg, jpeg, png or bmp.",
                                 .need = RowField::Need::kRequired}};

std::optional<text::RowError> check(const json::Value& row) {
  text::RowFields fields(*row.as_object());
  check_image(fields);
  return fields.error();
}

}  // namespace

const Template& image_labels_template() {
  static constexpr Template kTemplate{.name = "image_labels",
                                      .data_type = "image",
                                      .annotation = "image_classification",
                                      .doc = "Images with any number of labels.",
                                      .fields = kFields,
                                      .labels = Labels::kMany,
                                      .images = Images::kOneEach,
                                      .categories = kTwoCategories,
                                      .check = check,
                                      .category = by_label};
  return kTemplate;
}

}  // namespace millrace::rows
