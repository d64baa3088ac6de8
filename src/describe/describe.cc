#include "describe/describe.h"

#include <fmt/core.h>

namespace millrace::describe {

bool in_view(const Field& f, View view) {
  switch (view) {
    case View::kPublic: return f.access != Access::kSecret && f.access != Access::kWriteOnly;
    case View::kSpec: return f.access != Access::kServer && f.access != Access::kWriteOnly;
    case View::kAudit: return f.access != Access::kServer;
    case View::kStatus: return f.access == Access::kServer;
  }
  return false;
}

namespace {

// Why this field may not stand in a body; empty when it may.
std::string_view refusal(const Field& f, Purpose purpose) {
  if (f.access == Access::kServer) return "is set by the server";
  if (f.access == Access::kCreateOnly && purpose == Purpose::kUpdate)
    return "can only be set at creation";
  return "";
}

json::Value encode_one(const Field& f, const void* object) {
  json::Writer out;
  f.ops->encode(f.get(object), out);
  auto value = json::parse(out.text());
  return value ? std::move(*value) : json::Value();
}

}  // namespace

void Problems::add(std::string_view path, std::string reason) {
  violations_.push_back({std::string(path), std::move(reason)});
}

Error Problems::to_error() const {
  CHECK(!violations_.empty());
  Error error{ErrorCode::kInvalid,
              violations_.front().field.empty()
                  ? violations_.front().reason
                  : violations_.front().field + ": " + violations_.front().reason};
  if (violations_.size() > 1)
    error.message += fmt::format(" (and {} more)", violations_.size() - 1);
  error.violations = violations_;
  return error;
}

const Field* Table::find(std::string_view name) const {
  for (const Field& f : fields)
    if (f.name == name) return &f;
  return nullptr;
}

Result<void> decode_strict(const Table& table, const json::Value& body, Purpose purpose,
                           void* object, const void* defaults) {
  const json::Object* members = body.as_object();
  if (members == nullptr)
    return fail(ErrorCode::kInvalid,
                fmt::format("the body must be a JSON object, not {}", body.kind()));
  Problems problems;
  for (const auto& [name, value] : *members) {
    const Field* f = table.find(name);
    if (f == nullptr) {
      problems.add(name, "is not a field of this object");
      continue;
    }
    if (const std::string_view why = refusal(*f, purpose); !why.empty()) {
      problems.add(name, std::string(why));
      continue;
    }
    Problems own;
    const bool reset = value.is_null() && !f->ops->nullable;
    if (reset && f->required) own.add(name, "must not be null");
    else f->ops->decode(reset ? encode_one(*f, defaults) : value, f->get(object), name, own);
    if (own.empty()) f->ops->check(f->get(object), f->limits, name, own);
    if (!own.empty())
      for (const auto& v : own.to_error().violations) problems.add(v.field, v.reason);
  }
  if (purpose == Purpose::kCreate)
    for (const Field& f : table.fields)
      if (f.required && members->find(f.name) == nullptr) problems.add(f.name, "is required");
  if (!problems.empty()) return problems.to_error();
  return {};
}

void decode_stored(const Table& table, const json::Value& document, void* object) {
  const json::Object* members = document.as_object();
  if (members == nullptr) return;
  Problems ignored;  // our own documents: a value that no longer fits leaves the default
  for (const auto& [name, value] : *members)
    if (const Field* f = table.find(name)) f->ops->decode(value, f->get(object), name, ignored);
}

void encode_members(const Table& table, View view, const void* object, json::Writer& out) {
  for (const Field& f : table.fields) {
    if (!in_view(f, view)) continue;
    out.key(f.name);
    if (view == View::kAudit && (f.access == Access::kSecret || f.access == Access::kWriteOnly))
      out.string("***");
    else f.ops->encode(f.get(object), out);
  }
}

json::Value encode(const Table& table, View view, const void* object) {
  json::Writer out;
  out.begin_object();
  encode_members(table, view, object, out);
  out.end_object();
  auto value = json::parse(out.text());
  CHECK(value.has_value());
  return std::move(*value);
}

void check_all(const Table& table, const void* object, const std::string& path,
               Problems& problems) {
  for (const Field& f : table.fields)
    f.ops->check(f.get(object), f.limits, member_path(path, f.name), problems);
}

void decode_struct(const Table& table, const json::Value& v, void* object, const std::string& path,
                   Problems& problems) {
  const json::Object* members = v.as_object();
  if (members == nullptr)
    return problems.add(path, fmt::format("must be an object, not {}", v.kind()));
  for (const auto& [name, value] : *members) {
    const Field* f = table.find(name);
    if (f == nullptr) problems.add(member_path(path, name), "is not a field of this object");
    else f->ops->decode(value, f->get(object), member_path(path, name), problems);
  }
  for (const Field& f : table.fields)
    if (f.required && members->find(f.name) == nullptr)
      problems.add(member_path(path, f.name), "is required");
}

void encode_struct(const Table& table, const void* object, json::Writer& out) {
  out.begin_object();
  for (const Field& f : table.fields) f.ops->encode(f.get(object), out.key(f.name));
  out.end_object();
}

namespace {
json::Object field_schema(const Field& f, const void* defaults) {
  json::Object s = f.ops->schema(f.limits);
  s["description"] = f.doc;
  if (defaults != nullptr && !f.required) s["default"] = encode_one(f, defaults);
  return s;
}
}  // namespace

json::Object schema_struct(const Table& table) {
  json::Object properties;
  json::Array required;
  for (const Field& f : table.fields) {
    properties[f.name] = field_schema(f, nullptr);
    if (f.required) required.emplace_back(f.name);
  }
  json::Object s{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) s["required"] = std::move(required);
  return s;
}

json::Value schema(const Table& table, SchemaFor what, const void* defaults) {
  json::Object properties;
  json::Array required;
  for (const Field& f : table.fields) {
    const bool shown =
        what == SchemaFor::kRead
            ? in_view(f, View::kPublic)
            : refusal(f, what == SchemaFor::kCreate ? Purpose::kCreate : Purpose::kUpdate).empty();
    if (!shown) continue;
    json::Object s = field_schema(
        f, what == SchemaFor::kCreate && f.access != Access::kServer ? defaults : nullptr);
    if (what == SchemaFor::kRead && f.access == Access::kServer) s["readOnly"] = true;
    if (what != SchemaFor::kRead && !f.required && !f.ops->nullable)
      s = json::Object{{"anyOf", json::Array{std::move(s), json::Object{{"type", "null"}}}}};
    properties[f.name] = std::move(s);
    if (what == SchemaFor::kRead || (what == SchemaFor::kCreate && f.required))
      required.emplace_back(f.name);
  }
  json::Object s{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) s["required"] = std::move(required);
  return s;
}

}  // namespace millrace::describe
