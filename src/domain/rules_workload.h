// Rules that hold of every kind of workload. Functions on a transaction.
#pragma once
#include "domain/rules.h"
#include "resource/workload.h"

namespace millrace::domain {

// Flavor and cluster by id; refuses what does not fit together.
Result<void> resolve_placement(store::Tx& tx, resource::Workload& workload);

// As Rules::prepare_remove: refused while a run is active, else its runs go too.
Result<void> remove_workload(store::Tx& tx, const Actor& actor, const resource::Object& object);

// The id of the workload of any kind that a reference means; a violation under `field` otherwise.
Result<std::string> resolve_workload(store::ReadTx& tx, const std::string& workspace,
                                     const std::string& reference, const std::string& field);

}  // namespace millrace::domain
