#include "json/value.h"

#include <algorithm>

#include "json/writer.h"

namespace millrace::json {

Object::Object(std::initializer_list<Member> members) : members_(members) {}

const Value* Object::find(std::string_view key) const {
  for (const auto& [name, value] : members_)
    if (name == key) return &value;
  return nullptr;
}

Value* Object::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

Value& Object::operator[](std::string_view key) {
  if (Value* found = find(key)) return *found;
  return members_.emplace_back(std::string(key), Value()).second;
}

void Object::append(std::string key, Value value) {
  members_.emplace_back(std::move(key), std::move(value));
}

bool Object::erase(std::string_view key) {
  return std::erase_if(members_, [&](const Member& m) { return m.first == key; }) > 0;
}

bool Object::operator==(const Object& other) const {
  if (size() != other.size()) return false;
  return std::all_of(begin(), end(), [&](const Member& m) {
    const Value* value = other.find(m.first);
    return value != nullptr && *value == m.second;
  });
}

std::string_view Value::kind() const {
  constexpr std::string_view kKinds[] = {"null",   "boolean", "integer", "number",
                                         "string", "array",   "object"};
  return kKinds[data_.index()];
}

const Value* Value::find(std::string_view key) const {
  const Object* object = as_object();
  return object ? object->find(key) : nullptr;
}

std::string Value::string_or(std::string_view key, std::string_view other) const {
  const Value* v = find(key);
  const std::string* s = v ? v->as_string() : nullptr;
  return s ? *s : std::string(other);
}

std::int64_t Value::int_or(std::string_view key, std::int64_t other) const {
  const Value* v = find(key);
  const std::int64_t* i = v ? v->as_int() : nullptr;
  return i ? *i : other;
}

double Value::number_or(std::string_view key, double other) const {
  const Value* v = find(key);
  if (v == nullptr) return other;
  if (const double* d = v->as_double()) return *d;
  if (const std::int64_t* i = v->as_int()) return static_cast<double>(*i);
  return other;
}

bool Value::bool_or(std::string_view key, bool other) const {
  const Value* v = find(key);
  const bool* b = v ? v->as_bool() : nullptr;
  return b ? *b : other;
}

namespace {
void write_sorted(const Value& value, Writer& out) {
  if (const Object* object = value.as_object()) {
    std::vector<const Object::Member*> members;
    for (const auto& m : *object) members.push_back(&m);
    std::sort(members.begin(), members.end(), [](auto* a, auto* b) { return a->first < b->first; });
    out.begin_object();
    for (const auto* m : members) {
      out.key(m->first);
      write_sorted(m->second, out);
    }
    out.end_object();
  } else if (const Array* array = value.as_array()) {
    out.begin_array();
    for (const auto& item : *array) write_sorted(item, out);
    out.end_array();
  } else {
    out.value(value);
  }
}
}  // namespace

std::string dump(const Value& value) {
  Writer out;
  out.value(value);
  return std::move(out).text();
}

std::string dump_pretty(const Value& value) {
  Writer out(Writer::Style::kPretty);
  out.value(value);
  return std::move(out).text();
}

std::string dump_canonical(const Value& value) {
  Writer out;
  write_sorted(value, out);
  return std::move(out).text();
}

}  // namespace millrace::json
