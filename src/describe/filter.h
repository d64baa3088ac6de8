// List filters, a subset of AIP-160: `field op value` joined by AND, with = != < <= > >= and :
// (holds the text). Only fields on the white list are known. Pure functions.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "describe/describe.h"

namespace millrace::describe {

enum class FilterOp { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kHas };

struct FilterTerm {
  std::string field;
  FilterOp op = FilterOp::kEqual;
  json::Value value;  // of the field's own JSON kind
};

// A field that a list may be filtered or sorted by, and of what kind it is.
struct FilterField {
  std::string_view name;
  enum class Kind { kText, kInteger, kNumber, kBool, kTime } kind = Kind::kText;
};

// kInvalid with the violation under "filter"; an empty text has no terms.
Result<std::vector<FilterTerm>> parse_filter(std::string_view text,
                                             std::span<const FilterField> allowed);

struct SortKey {
  std::string field;
  enum class Direction { kAscending, kDescending } direction = Direction::kAscending;
};
// "created_at desc, name"
Result<std::vector<SortKey>> parse_order(std::string_view text,
                                         std::span<const FilterField> allowed);

}  // namespace millrace::describe
