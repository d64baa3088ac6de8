// All entries of a folder on disk, sorted by path, following no link. Blocking; thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace millrace::archive {

struct TreeEntry {
  enum class Type { kFile, kFolder, kLink } type = Type::kFile;
  std::string path;    // relative, as on disk
  std::uint64_t size = 0;
  std::int64_t modified_s = 0;
  bool executable = false;
  std::string target{};  // of a link
};

// Sockets, pipes and devices are left out. kExhausted beyond max_entries or 256 folders deep.
Result<std::vector<TreeEntry>> walk_tree(int folder_fd, std::size_t max_entries = 1'000'000);

}  // namespace millrace::archive
