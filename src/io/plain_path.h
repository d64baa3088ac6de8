// Opening what lies where users of the machine may write: a path in which a symbolic link stands
// anywhere is refused. Functions; thread-safe.
#pragma once
#include <string>

#include "base/result.h"
#include "io/fd.h"

namespace millrace::io {

// `flags` as of open(2). kForbidden where a link stands in the way; never waits for the other end
// of a pipe.
Result<Fd> open_without_links(const std::string& path, int flags);

// A plain file so opened; kForbidden for whatever else there is, kExhausted beyond max_bytes.
Result<std::string> read_without_links(const std::string& path, std::size_t max_bytes);

}  // namespace millrace::io
