// The only file that knows simdjson.
#include <simdjson.h>

#include <fmt/core.h>
#include <unordered_set>

#include "json/value.h"

namespace millrace::json {
namespace {

namespace dom = simdjson::dom;

// Above this many members a hash set finds duplicates: a linear search would be quadratic.
constexpr std::size_t kManyMembers = 16;

Result<Value> convert(dom::element element, std::size_t depth_left);

Result<Value> convert_object(dom::object source, std::size_t depth_left) {
  Object object;
  std::unordered_set<std::string_view> seen;
  const bool many = source.size() > kManyMembers;
  for (const auto& [key, element] : source) {
    const bool duplicate = many ? !seen.insert(key).second : object.find(key) != nullptr;
    if (duplicate)
      return fail(ErrorCode::kInvalid,
                  fmt::format("JSON has the key \"{}\" twice in one object", key));
    TRY_ASSIGN(Value value, convert(element, depth_left));
    object.append(std::string(key), std::move(value));
  }
  return Value(std::move(object));
}

Result<Value> convert(dom::element element, std::size_t depth_left) {
  if (depth_left == 0) return fail(ErrorCode::kInvalid, "JSON is nested too deeply");
  switch (element.type()) {
    case dom::element_type::NULL_VALUE: return Value();
    case dom::element_type::BOOL: return Value(element.get_bool().value_unsafe());
    case dom::element_type::INT64: return Value(element.get_int64().value_unsafe());
    case dom::element_type::UINT64:
      return Value(static_cast<double>(element.get_uint64().value_unsafe()));
    case dom::element_type::DOUBLE: return Value(element.get_double().value_unsafe());
    case dom::element_type::STRING: return Value(element.get_string().value_unsafe());
    case dom::element_type::ARRAY: {
      Array array;
      const dom::array source = element.get_array().value_unsafe();
      array.reserve(source.size());
      for (const dom::element item : source) {
        TRY_ASSIGN(Value value, convert(item, depth_left - 1));
        array.push_back(std::move(value));
      }
      return Value(std::move(array));
    }
    case dom::element_type::OBJECT:
      return convert_object(element.get_object().value_unsafe(), depth_left - 1);
  }
  return fail(ErrorCode::kInternal, "unknown JSON element");
}

}  // namespace

Result<Value> parse(std::string_view text, ParseLimits limits) {
  if (text.size() > limits.max_bytes)
    return fail(ErrorCode::kInvalid, fmt::format("JSON of {} bytes is over the limit of {}",
                                                 text.size(), limits.max_bytes));
  // What small documents need is kept for the next one: rows come by the million.
  constexpr std::size_t kKept = std::size_t{1} << 20;
  thread_local dom::parser kept;
  thread_local std::string padded;
  dom::parser own;
  std::string large;
  dom::parser& parser = text.size() <= kKept ? kept : own;
  std::string& bytes = text.size() <= kKept ? padded : large;
  bytes.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  bytes.assign(text);
  dom::element root;
  const auto error = parser.parse(bytes.data(), bytes.size(), false).get(root);
  if (error == simdjson::DEPTH_ERROR) return fail(ErrorCode::kInvalid, "JSON is nested too deeply");
  if (error)
    return fail(ErrorCode::kInvalid,
                fmt::format("not valid JSON: {}", simdjson::error_message(error)));
  return convert(root, limits.max_depth + 1);
}

}  // namespace millrace::json
