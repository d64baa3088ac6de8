// A folder on disk copied into a TreeSink, following no link on the way. Blocking; thread-safe.
#pragma once
#include <cstdint>
#include <functional>

#include "archive/tree_sink.h"

namespace millrace::archive {

// After each piece of a file; an error ends the copy.
using OnBytes = std::function<Result<void>(std::uint64_t bytes)>;

// Links that lead out of the folder are kInvalid; special files are left out. A file that changes
// its size meanwhile is copied as it is read.
Result<void> copy_tree(int folder_fd, TreeSink& to, const OnBytes& on_bytes);
// One open file as `path` of the sink.
Result<void> copy_file(int file_fd, const std::string& path, TreeSink::Mode mode, TreeSink& to,
                       const OnBytes& on_bytes);

}  // namespace millrace::archive
