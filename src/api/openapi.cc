#include "api/openapi.h"

#include "api/collection.h"
#include "base/strings.h"
#include "resource/object.h"

namespace millrace::api {
namespace {

using json::Array;
using json::Object;
using json::Value;
using resource::Kind;

Value reference(std::string_view name) {
  return Object{{"$ref", "#/components/schemas/" + std::string(name)}};
}

// training_job → TrainingJob
std::string type_name(std::string_view snake) {
  std::string out;
  for (const auto part : base::split(snake, '_'))
    if (!part.empty()) out += static_cast<char>(part[0] - 'a' + 'A') + std::string(part.substr(1));
  return out;
}

Value problem_schema() {
  const Value text = Object{{"type", "string"}};
  return Object{
      {"type", "object"},
      {"description", "RFC 9457 problem."},
      {"properties",
       Object{{"type", text},
              {"title", text},
              {"status", Object{{"type", "integer"}}},
              {"detail", text},
              {"code", text},
              {"violations",
               Object{{"type", "array"},
                      {"items", Object{{"type", "object"},
                                       {"properties", Object{{"field", text}, {"reason", text}}},
                                       {"required", Array{"field", "reason"}}}}}},
              {"request_id", text}}},
      {"required", Array{"type", "title", "status", "detail", "code", "request_id"}}};
}

Value list_schema(std::string_view item) {
  return Object{
      {"type", "object"},
      {"properties", Object{{"items", Object{{"type", "array"}, {"items", reference(item)}}},
                            {"next_page_token", Object{{"type", "string"}}},
                            {"total", Object{{"type", "integer"}}},
                            {"total_at_least", Object{{"type", "integer"}}}}},
      {"required", Array{"items", "next_page_token"}},
      {"additionalProperties", false}};
}

// What the response to a creation adds is no part of the object.
Value created_schema(const Kind& kind, const CollectionHooks::ShownOnce& once) {
  Value schema = resource::schema(kind, describe::SchemaFor::kRead);
  (*(*schema.as_object())["properties"].as_object())[std::string(once.name)] =
      Object{{"type", "string"}, {"description", once.doc}};
  return schema;
}

Object components() {
  Object schemas{{"Problem", problem_schema()}};
  for (const Kind* kind : resource::all_kinds()) {
    const std::string name = type_name(kind->name);
    schemas[name] = resource::schema(*kind, describe::SchemaFor::kRead);
    schemas[name + "List"] = list_schema(name);
    if (const auto& once = hooks_of(*kind).shown_once; !once.name.empty())
      schemas[name + "Created"] = created_schema(*kind, once);
    if (kind->user_creates)
      schemas[name + "Create"] = resource::schema(*kind, describe::SchemaFor::kCreate);
    if (kind->user_updates)
      schemas[name + "Update"] = resource::schema(*kind, describe::SchemaFor::kUpdate);
  }
  return Object{
      {"schemas", std::move(schemas)},
      {"securitySchemes",
       Object{{"token", Object{{"type", "http"}, {"scheme", "bearer"}}},
              {"cookie",
               Object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "millrace_session"}}}}}};
}

Array parameters(const Operation& op) {
  Array all;
  std::size_t at = 0;
  while ((at = op.path.find('{', at)) != std::string::npos) {
    const std::size_t end = op.path.find('}', at);
    std::string name = op.path.substr(at + 1, end - at - 1);
    if (name.ends_with('*')) name.pop_back();
    all.emplace_back(Object{{"name", name},
                            {"in", "path"},
                            {"required", true},
                            {"schema", Object{{"type", "string"}}}});
    at = end;
  }
  for (const auto& name : op.query)
    all.emplace_back(Object{{"name", name},
                            {"in", "query"},
                            {"required", false},
                            {"schema", Object{{"type", "string"}}}});
  return all;
}

// A stable name for generated clients: get_training_jobs_id_runs.
std::string operation_id(const Operation& op) {
  std::string id = base::to_lower(op.method);
  std::string_view path = op.path;
  if (path.starts_with("/api/v1")) path.remove_prefix(7);
  if (path.starts_with("/workspaces/{ws}/")) path.remove_prefix(16);
  for (const char c : path) id += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
  while (id.ends_with('_')) id.pop_back();
  std::string out;
  for (const char c : id)
    if (c != '_' || out.empty() || out.back() != '_') out += c;
  return out;
}

Value problem_response(std::string_view words) {
  return Object{
      {"description", words},
      {"content", Object{{"application/problem+json", Object{{"schema", reference("Problem")}}}}}};
}

Value request_body(const Operation& op) {
  Object content{{"application/json", Object{{"schema", op.request_schema}}}};
  if (op.method == "PATCH")
    content["application/merge-patch+json"] = Object{{"schema", op.request_schema}};
  return Object{{"required", true}, {"content", std::move(content)}};
}

Value operation_object(const Operation& op) {
  Object success{{"description", op.summary}};
  if (!op.response_schema.is_null())
    success["content"] = Object{{op.response_type, Object{{"schema", op.response_schema}}}};
  Object o{
      {"operationId", operation_id(op)},
      {"summary", op.summary},
      {"tags", Array{op.tag}},
      {"responses", Object{{std::to_string(op.success_status), std::move(success)},
                           {"default", problem_response("The request was refused or failed.")}}}};
  if (Array p = parameters(op); !p.empty()) o["parameters"] = std::move(p);
  if (!op.request_schema.is_null()) {
    o["requestBody"] = request_body(op);
    (*o["responses"].as_object())["415"] =
        problem_response("The body says it is no JSON: send Content-Type: application/json.");
  }
  if (op.security == Operation::Security::kNone) o["security"] = Array{};
  if (!op.permission.empty()) o["x-permission"] = op.permission;
  return o;
}

// For programs that know no kind by name: tests of the interface, generated clients.
Array resources() {
  Array all;
  for (const Kind* kind : resource::all_kinds()) {
    Array verbs{"list", "watch", "get"};
    if (kind->user_creates) verbs.emplace_back("create");
    if (kind->user_updates) verbs.emplace_back("update");
    if (kind->user_deletes) verbs.emplace_back("delete");
    Object one{{"plural", kind->plural},
               {"kind", kind->name},
               {"scope", kind->scope == resource::Scope::kWorkspace ? "workspace" : "global"},
               {"verbs", std::move(verbs)}};
    if (auto example = json::parse(kind->example)) one["example"] = std::move(*example);
    all.emplace_back(std::move(one));
  }
  return all;
}

}  // namespace

Value schema_ref(const Kind& kind, std::string_view suffix) {
  return reference(type_name(kind.name) + std::string(suffix));
}

Value openapi_document(const std::vector<Operation>& operations) {
  Object paths;
  for (const auto& op : operations) {
    std::string path = op.path;
    if (const std::size_t star = path.find("*}"); star != std::string::npos) path.erase(star, 1);
    Value& item = paths[path];
    if (item.is_null()) item = Object{};
    (*item.as_object())[base::to_lower(op.method)] = operation_object(op);
  }
  Array tags;
  for (const auto& op : operations) {
    bool known = false;
    for (const auto& t : tags) known = known || t.string_or("name", "") == op.tag;
    if (!known) tags.emplace_back(Object{{"name", op.tag}, {"description", op.tag}});
  }
  return Object{
      {"openapi", "3.1.0"},
      {"info", Object{{"title", "Millrace"},
                      {"version", "1"},
                      {"description", "The REST interface of a Millrace server."},
                      {"license", Object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", Array{Object{{"url", "/"}, {"description", "This server."}}}},
      {"security", Array{Object{{"token", Array{}}}, Object{{"cookie", Array{}}}}},
      {"tags", std::move(tags)},
      {"x-millrace-resources", resources()},
      {"paths", std::move(paths)},
      {"components", components()}};
}

}  // namespace millrace::api
