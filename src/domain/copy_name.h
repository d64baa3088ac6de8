// What a copy is called when nobody says. A function on a transaction.
#pragma once
#include "store/object_table.h"

namespace millrace::domain {

// "hello" → "hello-copy", or the first of "hello-copy-2", "hello-copy-3" … that is free beside
// `source`; long names are cut to fit.
Result<std::string> copy_name(store::ReadTx& tx, const resource::Kind& kind,
                              const resource::Object& source);

}  // namespace millrace::domain
