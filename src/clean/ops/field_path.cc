#include "clean/ops/field_path.h"

#include "base/strings.h"

namespace millrace::clean {
namespace {

// Of what is a number to Python, true and false too.
std::optional<double> plain_number(const json::Value& value) {
  if (const auto* i = value.as_int()) return static_cast<double>(*i);
  if (const auto* d = value.as_double()) return *d;
  if (const auto* b = value.as_bool()) return *b ? 1 : 0;
  return std::nullopt;
}

}  // namespace

const json::Value* find_field(const json::Object* row, std::string_view path) {
  if (row == nullptr) return nullptr;
  if (const json::Value* whole = row->find(path)) return whole;  // a name may hold dots itself
  const std::size_t dot = path.find('.');
  const json::Value* value = row->find(path.substr(0, dot));
  if (value == nullptr || dot == path.npos) return value;
  return find_field(value->as_object(), path.substr(dot + 1));
}

std::optional<double> number_of(const json::Value& value) {
  if (const std::string* text = value.as_string()) return base::parse_double(base::trim(*text));
  return plain_number(value);
}

bool python_equal(const json::Value& a, const json::Value& b) {
  const auto x = plain_number(a), y = plain_number(b);
  return x && y ? *x == *y : a == b;
}

}  // namespace millrace::clean
