// What a fine-tune may name. Functions.
#pragma once
#include <set>

#include "resource/fine_tune.h"
#include "resource/model.h"
#include "store/tx.h"

namespace millrace::domain {

// kConflict with the version's own words where it cannot be tuned.
Result<void> check_tunable(const resource::Model& model, const resource::ModelVersion& version);

// Ids of the uploads that fine-tunes name: they outlive their term.
Result<std::set<std::string>> uploads_in_use(store::ReadTx& tx);

}  // namespace millrace::domain
