#include "modelfile/fields.h"

#include <fmt/core.h>

namespace millrace::modelfile {

const json::Value* Fields::find(std::string_view name) const {
  const json::Value* value = document_.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Error Fields::wrong(std::string_view name, std::string_view reason) const {
  return fail(ErrorCode::kInvalid, fmt::format("{}\"{}\" {}", where_, name, reason));
}

Result<std::int64_t> Fields::integer(std::string_view name, std::int64_t low,
                                     std::int64_t high) const {
  const json::Value* value = find(name);
  if (value == nullptr) return wrong(name, "is missing");
  const std::int64_t* number = value->as_int();
  if (number == nullptr || *number < low || *number > high)
    return wrong(name, fmt::format("must be a whole number from {} to {}", low, high));
  return *number;
}

Result<std::int64_t> Fields::integer_or(std::string_view name, std::int64_t other, std::int64_t low,
                                        std::int64_t high) const {
  return find(name) == nullptr ? other : integer(name, low, high);
}

Result<double> Fields::number(std::string_view name, double low, double high) const {
  const json::Value* value = find(name);
  if (value == nullptr) return wrong(name, "is missing");
  const double* real = value->as_double();
  const std::int64_t* whole = value->as_int();
  const double number = real != nullptr ? *real : whole != nullptr ? double(*whole) : low - 1;
  if (!(number >= low && number <= high))
    return wrong(name, fmt::format("must be a number from {:g} to {:g}", low, high));
  return number;
}

Result<double> Fields::number_or(std::string_view name, double other, double low,
                                 double high) const {
  return find(name) == nullptr ? other : number(name, low, high);
}

Result<std::string> Fields::text(std::string_view name) const {
  const json::Value* value = find(name);
  if (value == nullptr) return wrong(name, "is missing");
  if (value->as_string() == nullptr) return wrong(name, "must be a string");
  return *value->as_string();
}

Result<bool> Fields::flag_or(std::string_view name, bool other) const {
  const json::Value* value = find(name);
  if (value == nullptr) return other;
  if (value->as_bool() == nullptr) return wrong(name, "must be true or false");
  return *value->as_bool();
}

}  // namespace millrace::modelfile
