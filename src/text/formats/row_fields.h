// Reads the fields of one row and remembers the first thing that is wrong. Used by one thread.
#pragma once
#include <fmt/core.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "text/formats/example.h"

namespace millrace::text {

// The names that a field may have, the usual one first.
struct FieldNames {
  FieldNames(std::initializer_list<std::string_view> list) : names(list) {}
  std::vector<std::string_view> names;
};

class RowFields {
 public:
  explicit RowFields(const json::Object& row) : row_(row) {}

  // The first of the names that the row has, spelt in any case.
  const json::Value* find(const FieldNames& names) const;
  // A text that must be there and not be blank; empty after what is wrong was noted.
  std::string required_text(const FieldNames& names);
  std::string optional_text(const FieldNames& names);  // null counts as absent

  void wrong(std::string_view field, std::string reason) {
    if (!error_) error_ = RowError{0, std::string(field), std::move(reason)};
  }
  bool is_wrong() const { return error_.has_value(); }
  const std::optional<RowError>& error() const { return error_; }

 private:
  const json::Object& row_;
  std::optional<RowError> error_;
};

}  // namespace millrace::text
