#include "domain/crud.h"

#include <fmt/core.h>

#include "domain/rules.h"
#include "json/writer.h"
#include "store/audit_log.h"
#include "store/event_log.h"

namespace millrace::domain {

using resource::Kind;
using resource::Object;
using store::ObjectTable;
using store::Tx;

namespace {

// Object's own fields and the kind's in one document, as the audit sees them.
json::Value audit_view(const Kind& kind, const Object& object) {
  return resource::to_json(kind, describe::View::kAudit, object);
}

// A create's audit row: every field that is not at its default.
json::Value creation(const Kind& kind, const Object& object) {
  return difference(kind, *kind.make(), object);
}

std::string text_of(const describe::Field& field, const Object& object) {
  json::Writer out;
  field.ops->encode(field.get(static_cast<const void*>(&object)), out);
  return std::move(out).text();
}

// "cordoned (false → true), description": what is short and no secret with its values.
std::string words_of(const json::Value& diff) {
  constexpr std::size_t kShort = 40;
  std::string out;
  for (const auto& [name, pair] : *diff.as_object()) {
    const json::Array& sides = *pair.as_array();
    const std::string before = json::dump(sides[0]), after = json::dump(sides[1]);
    out += (out.empty() ? "" : ", ") + name;
    if (before != after && before.size() + after.size() <= kShort)
      out += fmt::format(" ({} → {})", before, after);
  }
  return out;
}

// Masked they look the same: that a secret has changed is told, and nothing more.
void add_changed_secrets(const Kind& kind, const Object& before, const Object& after,
                         json::Object& diff) {
  for (const auto& field : kind.table->fields) {
    if (field.access != Access::kSecret && field.access != Access::kWriteOnly) continue;
    const std::string now = text_of(field, after);
    if (now.starts_with('"') && now != text_of(field, before))
      diff[std::string(field.name)] = json::Array{"***", "***"};
  }
}

}  // namespace

json::Value difference(const Kind& kind, const Object& before, const Object& after) {
  const json::Value old = audit_view(kind, before), now = audit_view(kind, after);
  json::Object diff;
  for (const auto& [name, value] : *now.as_object()) {
    const json::Value* was = old.find(name);
    if (was == nullptr || !(*was == value))
      diff[name] = json::Array{was ? *was : json::Value(), value};
  }
  add_changed_secrets(kind, before, after, diff);
  return diff;
}

void record(Tx& tx, const Actor& actor, const Act& act) {
  store::append_event(tx, {.workspace = act.object.workspace,
                           .kind = std::string(act.kind.name),
                           .object_id = act.object.id,
                           .object_name = act.object.name,
                           .reason = std::string(act.verb),
                           .message = act.message,
                           .actor = actor.user_id,
                           .actor_name = actor.account});
  store::append_audit(tx, {.actor = actor.user_id,
                           .actor_name = actor.account,
                           .address = actor.address,
                           .action = fmt::format("{}.{}", act.kind.name, act.verb),
                           .kind = std::string(act.kind.name),
                           .object_id = act.object.id,
                           .object_name = act.object.name,
                           .workspace = act.object.workspace,
                           .outcome = store::AuditOutcome::kAllowed,
                           .detail = act.diff});
}

Result<void> create(Tx& tx, const Actor& actor, const Kind& kind, const std::string& workspace,
                    Object& object) {
  object.workspace = workspace;
  object.owner = actor.user_id;
  object.owner_name = actor.account;
  const Rules& rules = rules_of(kind);
  if (rules.prepare_create) TRY(rules.prepare_create(tx, actor, object));
  TRY(ObjectTable::of(kind).insert(tx, object));
  if (rules.created) TRY(rules.created(tx, actor, object));
  record(tx, actor,
         {.kind = kind, .object = object, .verb = "create", .diff = creation(kind, object)});
  return {};
}

Result<std::unique_ptr<Object>> update(Tx& tx, const Actor& actor, const Kind& kind,
                                       const std::string& id, const json::Value& patch,
                                       std::optional<std::int64_t> expected_version) {
  const ObjectTable& table = ObjectTable::of(kind);
  TRY_ASSIGN(const auto before, table.get(tx, id));
  if (expected_version && *expected_version != before->version)
    return fail(
        ErrorCode::kConflict,
        fmt::format("the object is at version {}, not {}; read it again and repeat the change",
                    before->version, *expected_version));
  TRY_ASSIGN(auto after, table.get(tx, id));
  TRY(resource::decode_body(kind, patch, describe::Purpose::kUpdate, *after));
  const Rules& rules = rules_of(kind);
  if (rules.prepare_update) TRY(rules.prepare_update(tx, actor, *before, *after));
  TRY(table.update(tx, *after));
  json::Value diff = difference(kind, *before, *after);
  const std::string words = words_of(diff);
  record(tx, actor,
         {.kind = kind,
          .object = *after,
          .verb = "update",
          .diff = std::move(diff),
          .message = words});
  return after;
}

Result<void> remove(Tx& tx, const Actor& actor, const Kind& kind, const std::string& id,
                    std::optional<std::int64_t> expected_version) {
  const ObjectTable& table = ObjectTable::of(kind);
  TRY_ASSIGN(const auto object, table.get(tx, id));
  const Rules& rules = rules_of(kind);
  if (rules.prepare_remove) TRY(rules.prepare_remove(tx, actor, *object));
  TRY(table.remove(tx, id, {.version = expected_version, .revision = std::nullopt}));
  record(tx, actor, {.kind = kind, .object = *object, .verb = "delete"});
  return {};
}

}  // namespace millrace::domain
