// Members of a JSON document that must be of a kind and within limits; errors name the field.
// Values; no locking.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace millrace::modelfile {

class Fields {
 public:
  // `document` outlives this; `where` comes before the names in errors: "config.json: ".
  Fields(const json::Value& document, std::string where)
      : document_(document), where_(std::move(where)) {}

  // Absent or null: nullptr.
  const json::Value* find(std::string_view name) const;
  Result<std::int64_t> integer(std::string_view name, std::int64_t low, std::int64_t high) const;
  Result<std::int64_t> integer_or(std::string_view name, std::int64_t other, std::int64_t low,
                                  std::int64_t high) const;
  Result<double> number_or(std::string_view name, double other, double low, double high) const;
  Result<double> number(std::string_view name, double low, double high) const;
  Result<std::string> text(std::string_view name) const;
  Result<bool> flag_or(std::string_view name, bool other) const;
  Error wrong(std::string_view name, std::string_view reason) const;

 private:
  const json::Value& document_;
  std::string where_;
};

}  // namespace millrace::modelfile
