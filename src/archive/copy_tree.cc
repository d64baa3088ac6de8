#include "archive/copy_tree.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "archive/directory_tree.h"
#include "archive/path_rules.h"
#include "archive/tree_walk.h"

namespace millrace::archive {
namespace {
constexpr std::size_t kPiece = 1 << 20;
}  // namespace

Result<void> copy_file(int file_fd, const std::string& path, TreeSink::Mode mode, TreeSink& to,
                       const OnBytes& on_bytes) {
  TRY(to.open_file(path, mode));
  std::string piece(kPiece, '\0');
  for (;;) {
    const ssize_t n = ::read(file_fd, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::from_errno(errno, "read " + shown(path));
    if (n == 0) return to.close_file();
    TRY(to.write(std::string_view(piece).substr(0, static_cast<std::size_t>(n))));
    TRY(on_bytes(static_cast<std::uint64_t>(n)));
  }
}

Result<void> copy_tree(int folder_fd, TreeSink& to, const OnBytes& on_bytes) {
  using Type = TreeEntry::Type;
  TRY_ASSIGN(const auto entries, walk_tree(folder_fd));
  for (const auto& entry : entries) {
    TRY_ASSIGN(const std::string path, clean_path(entry.path));
    if (entry.type == Type::kFolder) {
      TRY(to.folder(path));
    } else if (entry.type == Type::kLink) {
      TRY(check_link(path, entry.target));
      TRY(to.link(path, entry.target));
    } else {
      TRY_ASSIGN(const io::Fd file, open_below(folder_fd, entry.path, O_RDONLY | O_NONBLOCK));
      const auto mode = entry.executable ? TreeSink::Mode::kExecutable : TreeSink::Mode::kPlain;
      TRY(copy_file(file.get(), path, mode, to, on_bytes));
    }
  }
  return {};
}

}  // namespace millrace::archive
