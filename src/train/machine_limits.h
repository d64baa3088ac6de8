// What this process may use and has used, as the kernel says it. Thread-safe.
#pragma once
#include <cstdint>

#include "io/file_system.h"

namespace millrace::train {

// The least of what is free on the machine and what the cgroup (v1 or v2) allows; 0: not known.
std::int64_t memory_limit(io::FileSystem& fs);
std::int64_t peak_memory();  // of this process so far; 0: not known

}  // namespace millrace::train
