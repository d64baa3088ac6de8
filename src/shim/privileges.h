// Giving up what the command must not have. One-way; for the process that calls.
#pragma once
#include "shim/plan.h"

namespace millrace::shim {

// Becomes the order's user (when we are root), drops every capability for good, forbids new
// privileges and dangerous calls, and cannot be traced or read by the user's own processes.
Result<void> give_up_privileges(const InsideOrder& order);

}  // namespace millrace::shim
