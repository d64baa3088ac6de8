// The system calls that a command may not make: those that change mounts, namespaces, the kernel or
// its keys, and those with a history of holes that jobs do not need.
#pragma once
#include "base/result.h"

namespace millrace::shim {

// For this process and all it starts, for good. Refused calls return EPERM.
Result<void> forbid_dangerous_calls();

}  // namespace millrace::shim
