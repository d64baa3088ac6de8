#include "archive/tree_hash.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "archive/directory_tree.h"
#include "archive/path_rules.h"
#include "archive/tree_walk.h"
#include "crypto/hash.h"

namespace millrace::archive {
namespace {

Result<std::string> hash_file(int root, const TreeEntry& entry) {
  TRY_ASSIGN(const io::Fd file, open_below(root, entry.path, O_RDONLY));
  crypto::Hasher hasher;
  std::array<char, 65536> buffer;
  std::uint64_t size = 0;
  while (true) {
    const ssize_t n = ::read(file.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::from_errno(errno, "read " + shown(entry.path));
    if (n == 0) break;
    size += static_cast<std::uint64_t>(n);
    hasher.update({buffer.data(), static_cast<std::size_t>(n)});
  }
  if (size != entry.size)
    return fail(ErrorCode::kConflict, "\"" + shown(entry.path) + "\" changes while it is hashed");
  return hasher.finish_hex();
}

}  // namespace

Result<TreeHash> hash_tree(const std::string& folder) {
  const io::Fd root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) return base::from_errno(errno, "open " + folder);
  TRY_ASSIGN(const auto entries, walk_tree(root.get()));
  crypto::Hasher hasher;
  TreeHash hash;
  for (const auto& entry : entries) {
    std::string line;
    switch (entry.type) {
      case TreeEntry::Type::kFolder: line = "folder "; break;
      case TreeEntry::Type::kLink: line = "link " + entry.target + " "; break;
      case TreeEntry::Type::kFile: {
        TRY_ASSIGN(const std::string digest, hash_file(root.get(), entry));
        line = std::string("file ") + (entry.executable ? "x " : "- ") + digest + " ";
        ++hash.files;
        hash.bytes += entry.size;
        break;
      }
    }
    line += entry.path;
    line += '\0';
    hasher.update(line);
  }
  hash.hex = hasher.finish_hex();
  return hash;
}

}  // namespace millrace::archive
