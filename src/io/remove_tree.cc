#include "io/remove_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string_view>

#include "io/fd.h"

namespace millrace::io {
namespace {

Fd open_folder(int at, const char* name) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  Fd fd(::openat(at, name, kFlags));
  if (fd || errno != EACCES) return fd;
  struct stat info {};
  if (::fstatat(at, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(info.st_mode)) return fd;
  if (::fchmodat(at, name, 0700, 0) != 0) return fd;
  return Fd(::openat(at, name, kFlags));
}

// One pass over `folder`. Plain entries go at once. A folder inside is emptied of its plain
// entries, its own folders are moved up into `folder`, and then it goes too: the tree becomes
// flatter by one level with each pass, so depth costs passes and not descriptors.
class Flattener {
 public:
  explicit Flattener(int root) : root_(root) {}

  // The number of entries seen; 0 means that `root` is empty.
  Result<std::uint64_t> pass() {
    return each_entry(root_, [this](const char* name) -> Result<void> {
      if (::unlinkat(root_, name, 0) == 0 || errno == ENOENT) return {};
      if (errno != EISDIR && errno != EPERM) return base::from_errno(errno, "remove");
      return flatten(name);
    });
  }

 private:
  template <class Visit>
  static Result<std::uint64_t> each_entry(int folder, const Visit& visit) {
    Fd again(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!again) return base::from_errno(errno, "open folder");
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::fdopendir(again.get()), &::closedir);
    if (!dir) return base::from_errno(errno, "list folder");
    again.release();  // closedir closes it
    std::uint64_t seen = 0;
    while (const dirent* entry = ::readdir(dir.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      ++seen;
      TRY(visit(entry->d_name));
    }
    return seen;
  }

  Result<void> flatten(const char* name) {
    const Fd folder = open_folder(root_, name);
    if (!folder) return base::from_errno(errno, std::string("open ") + name);
    if (::fchmod(folder.get(), 0700) != 0) return base::from_errno(errno, "make writable");
    TRY(each_entry(folder.get(), [&](const char* inner) -> Result<void> {
      if (::unlinkat(folder.get(), inner, 0) == 0 || errno == ENOENT) return {};
      if (errno != EISDIR && errno != EPERM) return base::from_errno(errno, "remove");
      return move_up(folder.get(), inner);
    }));
    if (::unlinkat(root_, name, AT_REMOVEDIR) != 0 && errno != ENOENT && errno != ENOTEMPTY)
      return base::from_errno(errno, std::string("remove ") + name);
    return {};
  }

  Result<void> move_up(int folder, const char* name) {
    // A moved folder needs its ".." rewritten, so it must be writable itself.
    if (::fchmodat(folder, name, 0700, 0) != 0 && errno != EPERM && errno != EOPNOTSUPP)
      return base::from_errno(errno, std::string("make writable ") + name);
    while (true) {
      const std::string there = ".removed." + std::to_string(++serial_);
      if (::renameat2(folder, name, root_, there.c_str(), RENAME_NOREPLACE) == 0) return {};
      if (errno != EEXIST) return base::from_errno(errno, std::string("move ") + name);
    }
  }

  int root_;
  std::uint64_t serial_ = 0;
};

}  // namespace

Result<void> remove_tree(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR && errno != EPERM) return base::from_errno(errno, "remove " + path);
  const Fd root = open_folder(AT_FDCWD, path.c_str());
  if (!root) return base::from_errno(errno, "remove " + path);
  if (::fchmod(root.get(), 0700) != 0) return base::from_errno(errno, "make writable " + path);
  Flattener flattener(root.get());
  while (true) {
    auto seen = flattener.pass();
    if (!seen) return std::move(seen).error().note("removing " + path);
    if (*seen == 0) break;
  }
  if (::rmdir(path.c_str()) != 0 && errno != ENOENT)
    return base::from_errno(errno, "remove " + path);
  return {};
}

}  // namespace millrace::io
