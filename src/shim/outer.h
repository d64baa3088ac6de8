// The outer half: holds one instance from its start to its exit record (protocols.md §3).
#pragma once
#include <string>

#include "base/clock.h"
#include "io/file_system.h"

namespace millrace::shim {

// Takes the instance's lock, leaves the caller's session and holds the instance in the background;
// the caller returns 0 as soon as the lock is held, and also when another shim holds or held it.
int start_outer(const std::string& folder, io::FileSystem& fs, Clock& clock);

}  // namespace millrace::shim
