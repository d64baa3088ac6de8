// Whoever writes a workload must be allowed to see what it names. Whoever starts it later need not:
// it shows them nothing. Functions.
#pragma once
#include <string>

#include "api/services.h"

namespace millrace::api {

// For what the caller may not see: as if there were no such thing.
Error unseen(Error refused, const std::string& field, const resource::Kind& kind,
             const std::string& reference);

// A labelled data set by its id; one that is not there is the rules' to speak of.
Result<void> may_use_dataset(store::ReadTx& tx, const Call& call, const std::string& id,
                             const std::string& field);

}  // namespace millrace::api
