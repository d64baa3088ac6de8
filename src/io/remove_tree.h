// Removes a folder and all below it, whatever a hostile program has left there: follows no link,
// needs three descriptors and no recursion at any depth, opens folders that were made unreadable.
#pragma once
#include <string>

#include "base/result.h"

namespace millrace::io {

Result<void> remove_tree(const std::string& path);  // absent is success

}  // namespace millrace::io
