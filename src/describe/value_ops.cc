#include "describe/value_ops.h"

#include <fmt/core.h>

#include <cmath>

#include "base/strings.h"

namespace millrace::describe {
namespace {

constexpr std::uint32_t kDefaultMaxLength = 65'536;
constexpr std::uint32_t kDefaultMaxItems = 1'024;

void wrong_type(const json::Value& v, std::string_view wanted, const std::string& path,
                Problems& problems) {
  problems.add(path, fmt::format("must be {}, not {}", wanted, v.kind()));
}

void check_number(double v, const Limits& limits, const std::string& path, Problems& problems) {
  if (v < limits.min) problems.add(path, fmt::format("must be at least {}", limits.min));
  if (v > limits.max) problems.add(path, fmt::format("must be at most {}", limits.max));
}

json::Object schema_number(std::string_view type, const Limits& limits) {
  json::Object s{{"type", type}};
  const auto bound = [&](std::string_view key, double v) {
    if (!std::isfinite(v)) return;
    s[key] = std::floor(v) == v && std::abs(v) < 9e15 ? json::Value(static_cast<std::int64_t>(v))
                                                      : json::Value(v);
  };
  bound("minimum", limits.min);
  bound("maximum", limits.max);
  return s;
}

void decode_string(const json::Value& v, void* p, const std::string& path, Problems& problems) {
  if (const std::string* s = v.as_string()) *static_cast<std::string*>(p) = *s;
  else wrong_type(v, "a string", path, problems);
}

void check_string(const void* p, const Limits& limits, const std::string& path,
                  Problems& problems) {
  const auto& text = *static_cast<const std::string*>(p);
  const std::uint32_t longest = limits.max_length ? limits.max_length : kDefaultMaxLength;
  const std::size_t length = base::utf8_length(text);
  if (length > longest)
    return problems.add(
        path, fmt::format("is {} characters long; at most {} are allowed", length, longest));
  if (length < limits.min_length)
    return problems.add(
        path, length == 0 ? std::string("must not be empty")
                          : fmt::format("must have at least {} characters", limits.min_length));
  if (text.find('\0') != std::string::npos)
    return problems.add(path, "must not contain NUL characters");
  if (limits.check_text) {
    const std::string_view reason = limits.check_text(text);
    if (!reason.empty()) problems.add(path, std::string(reason));
  }
}

json::Object schema_string(const Limits& limits) {
  json::Object s{{"type", "string"}};
  if (limits.min_length) s["minLength"] = static_cast<std::int64_t>(limits.min_length);
  if (limits.max_length) s["maxLength"] = static_cast<std::int64_t>(limits.max_length);
  return s;
}

// A double without a fraction is an integer in JSON Schema, and so here.
bool whole(const json::Value& v, std::int64_t& out) {
  if (const std::int64_t* i = v.as_int()) return out = *i, true;
  const double* d = v.as_double();
  if (d == nullptr || std::floor(*d) != *d || std::abs(*d) > 9e15) return false;
  return out = static_cast<std::int64_t>(*d), true;
}

template <class T>
void decode_integer(const json::Value& v, void* p, const std::string& path, Problems& problems) {
  std::int64_t i = 0;
  if (!whole(v, i) || i < std::numeric_limits<T>::min() || i > std::numeric_limits<T>::max())
    return wrong_type(v, "an integer", path, problems);
  *static_cast<T*>(p) = static_cast<T>(i);
}

template <class T>
void encode_integer(const void* p, json::Writer& out) { out.integer(*static_cast<const T*>(p)); }

template <class T>
void check_integer(const void* p, const Limits& limits, const std::string& path,
                   Problems& problems) {
  check_number(static_cast<double>(*static_cast<const T*>(p)), limits, path, problems);
}

void decode_double(const json::Value& v, void* p, const std::string& path, Problems& problems) {
  if (const double* d = v.as_double()) *static_cast<double*>(p) = *d;
  else if (const std::int64_t* i = v.as_int()) *static_cast<double*>(p) = static_cast<double>(*i);
  else wrong_type(v, "a number", path, problems);
}

void decode_bool(const json::Value& v, void* p, const std::string& path, Problems& problems) {
  if (const bool* b = v.as_bool()) *static_cast<bool*>(p) = *b;
  else wrong_type(v, "true or false", path, problems);
}

void decode_time(const json::Value& v, void* p, const std::string& path, Problems& problems) {
  const std::string* s = v.as_string();
  if (s == nullptr) return wrong_type(v, "an RFC 3339 time", path, problems);
  const auto time = base::parse_rfc3339(*s);
  if (time) *static_cast<base::Time*>(p) = *time;
  else problems.add(path, time.error().message);
}

void no_check(const void*, const Limits&, const std::string&, Problems&) {}

}  // namespace

const ValueOps kStringOps{
    decode_string,
    [](const void* p, json::Writer& out) { out.string(*static_cast<const std::string*>(p)); },
    check_string, schema_string};
const ValueOps kInt64Ops{decode_integer<std::int64_t>, encode_integer<std::int64_t>,
                         check_integer<std::int64_t>,
                         [](const Limits& l) { return schema_number("integer", l); }};
const ValueOps kIntOps{decode_integer<int>, encode_integer<int>, check_integer<int>,
                       [](const Limits& l) { return schema_number("integer", l); }};
const ValueOps kDoubleOps{
    decode_double,
    [](const void* p, json::Writer& out) { out.number(*static_cast<const double*>(p)); },
    [](const void* p, const Limits& l, const std::string& path, Problems& problems) {
      check_number(*static_cast<const double*>(p), l, path, problems);
    },
    [](const Limits& l) { return schema_number("number", l); }};
const ValueOps kBoolOps{
    decode_bool,
    [](const void* p, json::Writer& out) { out.boolean(*static_cast<const bool*>(p)); }, no_check,
    [](const Limits&) {
      return json::Object{{"type", "boolean"}};
    }};
const ValueOps kTimeOps{decode_time,
                        [](const void* p, json::Writer& out) {
                          out.string(base::format_rfc3339(*static_cast<const base::Time*>(p)));
                        },
                        no_check,
                        [](const Limits&) {
                          return json::Object{{"type", "string"}, {"format", "date-time"}};
                        }};
const ValueOps kJsonOps{
    [](const json::Value& v, void* p, const std::string&, Problems&) {
      *static_cast<json::Value*>(p) = v;
    },
    [](const void* p, json::Writer& out) { out.value(*static_cast<const json::Value*>(p)); },
    no_check, [](const Limits&) { return json::Object{}; }, true};

bool decode_word(const json::Value& v, Words words, std::size_t& index, const std::string& path,
                 Problems& problems) {
  if (const std::string* s = v.as_string()) {
    for (index = 0; index < words.size(); ++index)
      if (words[index] == *s) return true;
  }
  std::string all;
  for (const auto w : words) all += (all.empty() ? "" : ", ") + std::string(w);
  problems.add(path, "must be one of: " + all);
  return false;
}

json::Object schema_words(Words words) {
  json::Array all;
  for (const auto w : words) all.emplace_back(w);
  return {{"type", "string"}, {"enum", std::move(all)}};
}

const json::Array* decode_items(const json::Value& v, const std::string& path, Problems& problems) {
  const json::Array* items = v.as_array();
  if (items == nullptr) wrong_type(v, "a list", path, problems);
  return items;
}

const json::Object* decode_map(const json::Value& v, const std::string& path, Problems& problems) {
  const json::Object* members = v.as_object();
  if (members == nullptr) wrong_type(v, "an object", path, problems);
  return members;
}

void check_count(std::size_t count, const Limits& limits, const std::string& path,
                 Problems& problems) {
  const std::uint32_t most = limits.max_items ? limits.max_items : kDefaultMaxItems;
  if (count > most)
    problems.add(path, fmt::format("has {} entries; at most {} are allowed", count, most));
}

json::Object schema_items(json::Object item, const Limits& limits) {
  json::Object s{{"type", "array"}, {"items", std::move(item)}};
  if (limits.max_items) s["maxItems"] = static_cast<std::int64_t>(limits.max_items);
  return s;
}

json::Object schema_map(json::Object item, const Limits& limits) {
  json::Object s{{"type", "object"}, {"additionalProperties", std::move(item)}};
  if (limits.max_items) s["maxProperties"] = static_cast<std::int64_t>(limits.max_items);
  return s;
}

json::Object schema_optional(json::Object inner) {
  return {{"anyOf", json::Array{std::move(inner), json::Object{{"type", "null"}}}}};
}

std::string item_path(const std::string& path, std::size_t index) {
  return fmt::format("{}[{}]", path, index);
}

std::string member_path(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

}  // namespace millrace::describe
