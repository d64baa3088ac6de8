// What the checks of several templates share. Pure functions over the fields of a row.
#pragma once
#include "rows/templates/template.h"
#include "text/formats/row_fields.h"

namespace millrace::rows {

// Reads the row as training does; what it says is what is wrong.
std::optional<text::RowError> check_as(text::DatasetFormat format, const json::Value& row);
// A field that is a string where it is there.
void check_optional_text(text::RowFields& fields, std::string_view name);
// "image": the path of a picture.
void check_image(text::RowFields& fields);
// A field that is true or false where it is there.
void check_optional_flag(text::RowFields& fields, std::string_view name);

bool has_label(const json::Value& marks);
// kLabelled when a reviewer has given it a label.
std::string_view by_label(const json::Value& data, const json::Value& marks);

inline constexpr std::string_view kTwoCategories[] = {kLabelled, kUnlabelled};

}  // namespace millrace::rows
