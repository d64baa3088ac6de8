// json::Value: a JSON document in memory. Objects keep the order of their members; keys are unique.
// Values; no locking.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace millrace::json {

class Value;
using Array = std::vector<Value>;

class Object {
 public:
  using Member = std::pair<std::string, Value>;
  Object() = default;
  Object(std::initializer_list<Member> members);

  const Value* find(std::string_view key) const;  // nullptr when absent
  Value* find(std::string_view key);
  Value& operator[](std::string_view key);  // adds null when absent
  // Adds without looking for an earlier one: the caller knows that the key is new.
  void append(std::string key, Value value);
  bool erase(std::string_view key);
  bool empty() const;
  std::size_t size() const;
  std::vector<Member>::const_iterator begin() const;
  std::vector<Member>::const_iterator end() const;
  std::vector<Member>::iterator begin();
  std::vector<Member>::iterator end();
  bool operator==(const Object& other) const;  // order does not count

 private:
  std::vector<Member> members_;
};

class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool v) : data_(v) {}
  Value(int v) : data_(std::int64_t{v}) {}
  Value(std::int64_t v) : data_(v) {}
  Value(double v) : data_(v) {}
  Value(const char* v) : data_(std::string(v)) {}
  Value(std::string v) : data_(std::move(v)) {}
  Value(std::string_view v) : data_(std::string(v)) {}
  Value(Array v) : data_(std::move(v)) {}
  Value(Object v) : data_(std::move(v)) {}

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  // nullptr when the value is of another kind.
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
  const double* as_double() const { return std::get_if<double>(&data_); }
  const std::string* as_string() const { return std::get_if<std::string>(&data_); }
  const Array* as_array() const { return std::get_if<Array>(&data_); }
  const Object* as_object() const { return std::get_if<Object>(&data_); }
  std::string* as_string() { return std::get_if<std::string>(&data_); }
  Array* as_array() { return std::get_if<Array>(&data_); }
  Object* as_object() { return std::get_if<Object>(&data_); }
  std::string_view kind()
      const;  // "null", "boolean", "integer", "number", "string", "array", "object"

  // Member of an object; nullptr when absent or when this is no object.
  const Value* find(std::string_view key) const;
  // Convenience readers for documents we wrote ourselves: the member, or `other`.
  std::string string_or(std::string_view key, std::string_view other) const;
  std::int64_t int_or(std::string_view key, std::int64_t other) const;
  double number_or(std::string_view key, double other) const;
  bool bool_or(std::string_view key, bool other) const;

  bool operator==(const Value&) const = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

// Here, where Value is complete: clang asks for it.
inline bool Object::empty() const { return members_.empty(); }
inline std::size_t Object::size() const { return members_.size(); }
inline std::vector<Object::Member>::const_iterator Object::begin() const {
  return members_.begin();
}
inline std::vector<Object::Member>::const_iterator Object::end() const { return members_.end(); }
inline std::vector<Object::Member>::iterator Object::begin() { return members_.begin(); }
inline std::vector<Object::Member>::iterator Object::end() { return members_.end(); }

struct ParseLimits {
  std::size_t max_depth = 64;
  std::size_t max_bytes = std::size_t{64} << 20;
};

// RFC 8259. Refused with words and a byte position where known: broken UTF-8, duplicate keys,
// depth or size over the limits, anything after the document, integers of 2^64 and more. Integers
// from 2^63 become doubles.
Result<Value> parse(std::string_view text, ParseLimits limits = {});

std::string dump(const Value& value);          // compact
std::string dump_pretty(const Value& value);   // two blanks a level, for people
// Sorted keys, compact, no white space: the form that is hashed.
std::string dump_canonical(const Value& value);

}  // namespace millrace::json
