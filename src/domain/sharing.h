// What owners have made readable for others: found from another workspace than its own. Who may
// read is the caller's to ask. Functions on a transaction.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "store/object_table.h"

namespace millrace::domain {

// Objects of others, of any workspace, that the reader may read, newest first; none of kinds that
// cannot be shared.
Result<std::vector<std::unique_ptr<resource::Object>>> shared_objects(
    store::ReadTx& tx, const resource::Kind& kind, const resource::Reader& reader);

// The one with this id or name; kNotFound, and kConflict where a name means several.
Result<std::unique_ptr<resource::Object>> find_shared(store::ReadTx& tx, const resource::Kind& kind,
                                                      const resource::Reader& reader,
                                                      const std::string& id_or_name);

}  // namespace millrace::domain
