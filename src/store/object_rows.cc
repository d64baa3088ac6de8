#include "store/object_rows.h"

#include <fmt/core.h>

namespace millrace::store {
namespace {

std::string document(const resource::Kind& kind, describe::View view,
                     const resource::Object& object) {
  json::Writer out;
  out.begin_object();
  describe::encode_members(*kind.table, view, &object, out);
  out.end_object();
  return std::move(out).text();
}

Result<json::Value> stored_document(const resource::Kind& kind, const std::string& id,
                                    const std::string& text) {
  auto value = json::parse(text);
  if (!value || value->as_object() == nullptr)
    return fail(ErrorCode::kCorrupt,
                fmt::format("{} {}: a stored document cannot be read", kind.name, id));
  return value;
}

Result<void> upgrade(const resource::Kind& kind, const std::string& id, std::int64_t format,
                     json::Value& spec, json::Value& status) {
  if (format > kind.document_format)
    return fail(ErrorCode::kCorrupt,
                fmt::format("{} {}: stored in format {}, this program knows up to {}", kind.name,
                            id, format, kind.document_format));
  for (int f = static_cast<int>(format); f < kind.document_format; ++f) {
    CHECK(kind.upgrade != nullptr);
    kind.upgrade(f, *spec.as_object(), *status.as_object());
  }
  return {};
}

void read_labels(const json::Value& labels, resource::Object& object) {
  if (const json::Object* members = labels.as_object())
    for (const auto& [key, value] : *members)
      if (const std::string* text = value.as_string()) object.labels[key] = *text;
}

}  // namespace

std::string spec_text(const resource::Kind& kind, const resource::Object& object) {
  return document(kind, describe::View::kSpec, object);
}
std::string status_text(const resource::Kind& kind, const resource::Object& object) {
  return document(kind, describe::View::kStatus, object);
}

std::string labels_text(const resource::Object& object) {
  json::Writer out;
  out.begin_object();
  for (const auto& [key, value] : object.labels) out.key(key).string(value);
  out.end_object();
  return std::move(out).text();
}

std::string state_text(const resource::Kind& kind, const resource::Object& object) {
  return kind.state == nullptr ? std::string() : std::string(kind.state(object));
}

Result<std::unique_ptr<resource::Object>> read_object(const resource::Kind& kind, const Row& row) {
  std::unique_ptr<resource::Object> object = kind.make();
  object->id = row.text(0);
  object->workspace = row.text(1);
  object->name = row.text(2);
  object->owner = row.text(3);
  object->owner_name = row.text(4);
  object->version = row.integer(5);
  object->revision = row.integer(6);
  object->created_at = base::from_unix_ms(row.integer(7));
  object->updated_at = base::from_unix_ms(row.integer(8));
  TRY_ASSIGN(const json::Value labels, stored_document(kind, object->id, row.text(9)));
  read_labels(labels, *object);
  TRY_ASSIGN(json::Value spec, stored_document(kind, object->id, row.text(10)));
  TRY_ASSIGN(json::Value status, stored_document(kind, object->id, row.text(11)));
  TRY(upgrade(kind, object->id, row.integer(12), spec, status));
  describe::decode_stored(*kind.table, spec, object.get());
  describe::decode_stored(*kind.table, status, object.get());
  return object;
}

}  // namespace millrace::store
