// Creating, changing and removing any object: rules, row, event and audit in one transaction. The
// caller has authorised. Functions on a transaction.
#pragma once
#include <memory>

#include "domain/actor.h"
#include "store/object_table.h"

namespace millrace::domain {

// `object` has been decoded; owner, workspace and the rest are set here.
Result<void> create(store::Tx& tx, const Actor& actor, const resource::Kind& kind,
                    const std::string& workspace, resource::Object& object);

// Applies a merge patch to the stored object; `expected_version` as in If-Match.
Result<std::unique_ptr<resource::Object>> update(store::Tx& tx, const Actor& actor,
                                                 const resource::Kind& kind, const std::string& id,
                                                 const json::Value& patch,
                                                 std::optional<std::int64_t> expected_version);

Result<void> remove(store::Tx& tx, const Actor& actor, const resource::Kind& kind,
                    const std::string& id, std::optional<std::int64_t> expected_version);

// Event and audit row of one act on one object; `diff` is what changed, secrets masked.
struct Act {
  const resource::Kind& kind;
  const resource::Object& object;
  std::string_view verb;   // "create", "start", "publish": permission = kind + "." + verb
  json::Value diff{};
  std::string message{};   // words for the event
};
void record(store::Tx& tx, const Actor& actor, const Act& act);

// {"field": [before, after]} of every user-settable field that differs, secrets masked.
json::Value difference(const resource::Kind& kind, const resource::Object& before,
                       const resource::Object& after);

}  // namespace millrace::domain
