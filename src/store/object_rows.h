// Objects to rows and back: fixed columns, documents with their format's upgrades. Pure but for
// logs.
#pragma once
#include <memory>
#include <string>

#include "resource/object.h"
#include "store/tx.h"

namespace millrace::store {

// What read_object expects, in order.
inline constexpr std::string_view kObjectColumns =
    "id, workspace, name, owner, owner_name, version, revision, created_at, updated_at, labels, "
    "spec, status, format";

// kCorrupt when the documents cannot be read or are newer than this program.
Result<std::unique_ptr<resource::Object>> read_object(const resource::Kind& kind, const Row& row);

std::string spec_text(const resource::Kind& kind, const resource::Object& object);
std::string status_text(const resource::Kind& kind, const resource::Object& object);
std::string labels_text(const resource::Object& object);
std::string state_text(const resource::Kind& kind, const resource::Object& object);

}  // namespace millrace::store
