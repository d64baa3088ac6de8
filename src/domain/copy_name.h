// What is called by itself, when nobody says. Functions on a transaction.
#pragma once
#include "store/object_table.h"

namespace millrace::domain {

// `stem` with `behind` behind it, or the first of those with "-2", "-3" … behind that, that is free
// in the workspace; a long stem is cut to fit.
Result<std::string> free_name(store::ReadTx& tx, const resource::Kind& kind,
                              const std::string& workspace, std::string_view stem,
                              std::string_view behind);

// "hello" → "hello-copy", or the first of "hello-copy-2", "hello-copy-3" … that is free beside
// `source`; long names are cut to fit.
Result<std::string> copy_name(store::ReadTx& tx, const resource::Kind& kind,
                              const resource::Object& source);

}  // namespace millrace::domain
