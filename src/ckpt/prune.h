// Which checkpoints stay. Functions over an io::FileSystem; one caller a folder at a time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "io/file_system.h"

namespace millrace::ckpt {

// Renamed first: half of a removed checkpoint must not look like one.
Result<void> discard(io::FileSystem& fs, const std::string& folder, std::int64_t step);
// Leaves the newest `keep` and `pinned`.
Result<void> prune(io::FileSystem& fs, const std::string& folder, int keep,
                   std::optional<std::int64_t> pinned);
// What an earlier life left unfinished.
Result<void> remove_unfinished(io::FileSystem& fs, const std::string& folder);

}  // namespace millrace::ckpt
