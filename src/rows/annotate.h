// What people do with rows: change fields, give labels and tags, bring responses into an order.
// Pure: a row and a wish in, the row as it shall be out, or what is wrong with the wish.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "rows/row_set.h"
#include "rows/templates/template.h"

namespace millrace::rows {

// What is absent stays as it is.
struct Annotation {
  std::optional<json::Object> data{};  // merge patch of the row's fields: null removes one
  std::optional<std::vector<std::string>> labels{};
  std::optional<std::vector<std::string>> tags{};
  // Of rankings: numbers of all responses, best or safest first; empty takes the order back.
  std::optional<std::vector<std::int64_t>> relevance{}, safety{};
  std::optional<std::int64_t> remove_response{};  // its number; the others move up
};

// kInvalid by field. `label_names`: those that the data set has; empty: any.
Result<RowEdit> annotate(const Template& of, const std::vector<std::string>& label_names,
                         const Row& row, const Annotation& wish);
// The row is there no more.
RowEdit remove_row(const Template& of, const Row& row);

// A row's fields and marks as JSON; objects even where nothing is stored.
json::Value data_of(const Row& row);
json::Value marks_of(const Row& row);

}  // namespace millrace::rows
