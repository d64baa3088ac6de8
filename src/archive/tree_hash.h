// The content hash of a tree: the same files, wherever and whenever unpacked, have the same hash.
// Blocking (reads every byte); thread-safe.
#pragma once
#include <cstdint>
#include <string>

#include "base/result.h"

namespace millrace::archive {

struct TreeHash {
  std::string hex;  // SHA-256, 64 digits
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

// SHA-256 over one line per entry in byte order of the paths, each ended by NUL:
//   "file <x or -> <sha256 of its bytes> <path>", "link <target> <path>", "folder <path>".
// Times, owners and other permissions do not count. A file that changes meanwhile: kConflict.
Result<TreeHash> hash_tree(const std::string& folder);

}  // namespace millrace::archive
