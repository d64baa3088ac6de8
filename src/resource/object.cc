#include "resource/object.h"

#include <fmt/core.h>

#include "base/ids.h"

namespace millrace::resource {
namespace {

using describe::field;
using describe::Purpose;
using describe::SchemaFor;
using describe::View;

constexpr describe::Field kObjectFields[] = {
    field<&Object::id>("id", Access::kServer, "Identity; begins with a digit, names never do."),
    field<&Object::workspace>(
        "workspace", Access::kServer,
        "Id of the workspace; empty for resources of the whole installation."),
    field<&Object::name>("name", Access::kMutable,
                         "Unique among the undeleted objects of its kind and workspace.",
                         {.required = true}),
    field<&Object::owner>("owner", Access::kServer, "Id of the user who made it."),
    field<&Object::owner_name>("owner_name", Access::kServer,
                               "Account of the user who made it, as it was then."),
    field<&Object::version>("version", Access::kServer,
                            "Changes with every field that users set: what If-Match compares."),
    field<&Object::revision>("revision", Access::kServer, "Changes with anything."),
    field<&Object::created_at>("created_at", Access::kServer, "When it was made."),
    field<&Object::updated_at>("updated_at", Access::kServer, "When anything of it last changed."),
    field<&Object::labels>("labels", Access::kMutable, "Free words for people and scripts.",
                           {.limits = {.max_length = 256, .max_items = 32}}),
};
constexpr describe::Table kObjectTable{kObjectFields};

describe::FilterField::Kind filter_kind(const describe::Field& f) {
  using FK = describe::FilterField::Kind;
  if (f.ops == &describe::kInt64Ops || f.ops == &describe::kIntOps) return FK::kInteger;
  if (f.ops == &describe::kDoubleOps) return FK::kNumber;
  if (f.ops == &describe::kBoolOps) return FK::kBool;
  if (f.ops == &describe::kTimeOps) return FK::kTime;
  return FK::kText;
}

// The members of a body that belong to Object, and the rest that belong to the kind's own table.
struct SplitBody {
  json::Object base, own;
};

SplitBody split_body(const Kind& kind, const json::Object& body) {
  SplitBody split;
  for (const auto& [key, value] : body) {
    if (key == kind.name_field)
      split.base["name"] = value;
    else if (key != "name" && kObjectTable.find(key) != nullptr && kind.table->find(key) == nullptr)
      split.base[key] = value;
    else
      split.own[key] = value;
  }
  return split;
}

void collect(const Result<void>& result, describe::Problems& problems,
             std::string_view name_field) {
  if (result) return;
  for (const auto& v : result.error().violations)
    problems.add(v.field == "name" ? name_field : v.field, v.reason);
}

void check_name(const Kind& kind, const std::string& name, describe::Problems& problems) {
  describe::Problems own;
  describe::kStringOps.check(&name, kind.name_limits, std::string(kind.name_field), own);
  if (own.empty() && base::is_id(name)) own.add(kind.name_field, "must not have the form of an id");
  if (!own.empty()) {
    const Error error = own.to_error();
    for (const auto& v : error.violations) problems.add(v.field, v.reason);
  }
}

json::Object name_schema(const Kind& kind) {
  json::Object s = describe::kStringOps.schema(kind.name_limits);
  s["description"] = kObjectTable.find("name")->doc;
  return s;
}

}  // namespace

const describe::Table& object_table() {
  return kObjectTable;
}

std::vector<const describe::Field*> indexed_fields(const Kind& kind) {
  std::vector<const describe::Field*> fields;
  for (const auto& f : kind.table->fields)
    if (f.index != Index::kNone) fields.push_back(&f);
  return fields;
}

std::vector<describe::FilterField> filter_fields(const Kind& kind) {
  using FK = describe::FilterField::Kind;
  std::vector<describe::FilterField> fields{{"id"},
                                            {"name"},
                                            {"owner"},
                                            {"owner_name"},
                                            {"created_at", FK::kTime},
                                            {"updated_at", FK::kTime}};
  if (kind.state != nullptr) fields.push_back({"state"});
  for (const auto* f : indexed_fields(kind)) fields.push_back({f->name, filter_kind(*f)});
  return fields;
}

json::Value to_json(const Kind& kind, View view, const Object& object) {
  json::Writer out;
  out.begin_object();
  if (view == View::kPublic) {
    out.key("id").string(object.id).key("kind").string(kind.name);
    for (const auto& f : kObjectFields)
      if (f.name != "id") f.ops->encode(f.get(&object), out.key(f.name));
    if (kind.name_field != "name") out.key(kind.name_field).string(object.name);
  } else if (view == View::kAudit) {
    out.key(kind.name_field).string(object.name);
    kObjectTable.find("labels")->ops->encode(&object.labels, out.key("labels"));
  }
  describe::encode_members(*kind.table, view, &object, out);
  out.end_object();
  auto value = json::parse(out.text());
  CHECK(value.has_value());
  return std::move(*value);
}

json::Value schema(const Kind& kind, SchemaFor what) {
  const std::unique_ptr<Object> defaults = kind.make();
  json::Value own = describe::schema(*kind.table, what, defaults.get());
  json::Object& object = *own.as_object();
  json::Object properties;
  json::Array required;
  if (what == SchemaFor::kRead) {
    properties["kind"] = json::Object{{"type", "string"}, {"const", kind.name}};
    required.emplace_back("kind");
    json::Value base = describe::schema(kObjectTable, SchemaFor::kRead, nullptr);
    for (const auto& [key, value] : *base.find("properties")->as_object()) {
      properties[key] = value;
      required.emplace_back(key);
    }
  } else {
    properties["labels"] = json::Object{{"type", "object"},
                                        {"additionalProperties", json::Object{{"type", "string"}}}};
    if (what == SchemaFor::kCreate && kind.naming == Naming::kByUser)
      required.emplace_back(kind.name_field);
  }
  if (what == SchemaFor::kRead || kind.naming == Naming::kByUser)
    properties[kind.name_field] = name_schema(kind);
  if (what == SchemaFor::kRead && kind.name_field != "name") required.emplace_back(kind.name_field);
  for (const auto& [key, value] : *object.find("properties")->as_object()) properties[key] = value;
  if (const json::Value* r = object.find("required"))
    for (const auto& name : *r->as_array()) required.push_back(name);
  object["properties"] = std::move(properties);
  if (required.empty())
    object.erase("required");
  else
    object["required"] = std::move(required);
  return own;
}

Result<void> decode_body(const Kind& kind, const json::Value& body, Purpose purpose,
                         Object& object) {
  const json::Object* members = body.as_object();
  if (members == nullptr)
    return fail(ErrorCode::kInvalid,
                fmt::format("the body must be a JSON object, not {}", body.kind()));
  const std::unique_ptr<Object> defaults = kind.make();
  SplitBody split = split_body(kind, *members);
  describe::Problems problems;
  if (kind.naming == Naming::kByServer) {
    if (split.base.find("name") != nullptr) problems.add(kind.name_field, "is given by the server");
    split.base["name"] = object.name;
  }
  collect(describe::decode_strict(kObjectTable, json::Value(std::move(split.base)), purpose,
                                  &object, defaults.get()),
          problems, kind.name_field);
  collect(describe::decode_strict(*kind.table, json::Value(std::move(split.own)), purpose, &object,
                                  defaults.get()),
          problems, "name");
  if (problems.empty() && kind.naming == Naming::kByUser) check_name(kind, object.name, problems);
  if (!problems.empty()) return problems.to_error();
  return {};
}

namespace {
std::string& parent_field(const Kind& kind, Object& object) {
  const describe::Field* field = kind.table->find(kind.parent.field);
  CHECK(field != nullptr && field->ops == &describe::kStringOps);
  return *static_cast<std::string*>(field->get(static_cast<void*>(&object)));
}
}  // namespace

const std::string& parent_of(const Kind& kind, const Object& object) {
  static const std::string kNone;
  return kind.parent.kind == nullptr ? kNone : parent_field(kind, const_cast<Object&>(object));
}

void set_parent(const Kind& kind, Object& object, std::string parent) {
  parent_field(kind, object) = std::move(parent);
}

const Kind* find_kind(std::string_view plural_or_name) {
  for (const Kind* kind : all_kinds())
    if (kind->plural == plural_or_name || kind->name == plural_or_name) return kind;
  return nullptr;
}

}  // namespace millrace::resource
