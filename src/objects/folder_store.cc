#include "objects/folder_store.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "archive/directory_tree.h"
#include "base/strings.h"
#include "io/file_system.h"
#include "objects/folder_list.h"
#include "objects/mounts.h"

namespace millrace::objects {
namespace {

constexpr int kFolder = O_RDONLY | O_DIRECTORY;
constexpr std::size_t kPiece = 1 << 20;

Error no_object(const std::string& key) {
  return fail(ErrorCode::kNotFound, fmt::format("there is no object \"{}\"", key));
}

Error changed(const std::string& key) {
  return fail(ErrorCode::kConflict, fmt::format("\"{}\" is not what it was", key));
}

std::pair<std::string, std::string> split_last(const std::string& key) {
  const auto slash = key.find_last_of('/');
  if (slash == key.npos) return {"", key};
  return {key.substr(0, slash), key.substr(slash + 1)};
}

// The folder `path` below root, made where absent; each new entry is on the disk before it is used.
Result<io::Fd> make_folder(int root, const std::string& path) {
  io::Fd at(::openat(root, ".", kFolder | O_CLOEXEC));
  if (!at) return base::from_errno(errno, "open the storage");
  if (path.empty()) return at;
  for (const auto part : base::split(path, '/')) {
    const std::string name(part);
    const bool made = ::mkdirat(at.get(), name.c_str(), 0775) == 0;
    if (!made && errno != EEXIST) return base::from_errno(errno, "make the folder " + path);
    if (made && ::fsync(at.get()) != 0) return base::from_errno(errno, "write a folder");
    io::Fd next(::openat(at.get(), name.c_str(), kFolder | O_NOFOLLOW | O_CLOEXEC));
    if (!next)
      return errno == ENOTDIR || errno == ELOOP
                 ? fail(ErrorCode::kConflict,
                        fmt::format("\"{}\" is a file or a link, not a folder", path))
                 : base::from_errno(errno, "open the folder " + path);
    at = std::move(next);
  }
  return at;
}

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::from_errno(errno, "write to the storage");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> copy_in(Source& source, int fd) {
  for (;;) {
    TRY_ASSIGN(const std::string piece, source.read(kPiece));
    if (piece.empty()) break;
    TRY(write_all(fd, piece));
  }
  return ::fsync(fd) == 0 ? Result<void>() : base::from_errno(errno, "write to the storage");
}

// Our own puts into one folder wait for one another from the look at the old file to the new name.
Result<void> name_it(int folder, const std::string& partial, const std::string& name,
                     const std::string& key, const PutOptions& options) {
  if (options.when == PutOptions::When::kAbsent) {
    if (::linkat(folder, partial.c_str(), folder, name.c_str(), 0) == 0) return {};
    return errno == EEXIST ? changed(key) : base::from_errno(errno, "name " + key);
  }
  if (options.when == PutOptions::When::kMatches) {
    if (::flock(folder, LOCK_EX) != 0) return base::from_errno(errno, "lock a folder");
    struct stat old {};
    if (::fstatat(folder, name.c_str(), &old, AT_SYMLINK_NOFOLLOW) != 0 ||
        file_etag(old) != options.etag)
      return changed(key);
  }
  if (::renameat(folder, partial.c_str(), folder, name.c_str()) == 0) return {};
  return errno == EISDIR || errno == ENOTEMPTY
             ? fail(ErrorCode::kConflict, fmt::format("\"{}\" is a folder", key))
             : base::from_errno(errno, "name " + key);
}

}  // namespace

Result<std::string> own_mountinfo() {
  const io::Fd file(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
  if (!file) return base::from_errno(errno, "read what is mounted");
  std::string out;
  char piece[16 << 10];
  for (;;) {
    const ssize_t n = ::read(file.get(), piece, sizeof piece);
    if (n < 0) return base::from_errno(errno, "read what is mounted");
    if (n == 0) return out;
    out.append(piece, static_cast<std::size_t>(n));
  }
}

Result<void> FolderStore::check_mounted() const {
  if (options_.mount_point.empty()) return {};
  TRY_ASSIGN(const std::string text, options_.mountinfo());
  if (mount_point_of(text, options_.root) == options_.mount_point) return {};
  return fail(ErrorCode::kUnavailable,
              fmt::format("nothing is mounted at {}: mount the file system of this storage again",
                          options_.mount_point));
}

Result<io::Fd> FolderStore::root() const {
  TRY(check_mounted());
  io::Fd fd(::open(options_.root.c_str(), kFolder | O_CLOEXEC));
  if (fd) return fd;
  if (errno == ENOENT || errno == ENOTDIR)
    return fail(ErrorCode::kNotFound, fmt::format("there is no folder {}", options_.root));
  if (errno == EACCES || errno == EPERM)
    return fail(ErrorCode::kForbidden,
                fmt::format("the server may not open {}: give its user the right", options_.root));
  return base::from_errno(errno, "open " + options_.root);
}

Result<io::Fd> FolderStore::open_file(const std::string& key) const {
  TRY(check_key(key));
  TRY_ASSIGN(const io::Fd folder, root());
  auto file = archive::open_below(folder.get(), key, O_RDONLY | O_NONBLOCK);
  if (file) return file;
  return file.error().code == ErrorCode::kForbidden ? std::move(file).error() : no_object(key);
}

Result<ObjectInfo> FolderStore::stat(const std::string& key) {
  TRY_ASSIGN(const io::Fd file, open_file(key));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return base::from_errno(errno, "look at " + key);
  if (!S_ISREG(info.st_mode)) return no_object(key);
  return file_info(key, info);
}

Result<ObjectInfo> FolderStore::get(const std::string& key, const GetOptions& options,
                                    const Sink& sink) {
  TRY_ASSIGN(const io::Fd file, open_file(key));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return base::from_errno(errno, "look at " + key);
  if (!S_ISREG(info.st_mode)) return no_object(key);
  if (!options.etag.empty() && options.etag != file_etag(info)) return changed(key);
  std::uint64_t at = options.range.offset;
  std::uint64_t left = options.range.size.value_or(~std::uint64_t{0});
  std::string piece(kPiece, '\0');
  while (left > 0) {
    const ssize_t n = ::pread(file.get(), piece.data(),
                              static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece)),
                              static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::from_errno(errno, "read " + key);
    if (n == 0) break;
    TRY(sink({piece.data(), static_cast<std::size_t>(n)}));
    at += static_cast<std::uint64_t>(n);
    left -= static_cast<std::uint64_t>(n);
  }
  return file_info(key, info);
}

Result<ObjectInfo> FolderStore::put(const std::string& key, Source& source,
                                    const PutOptions& options) {
  TRY(check_key(key));
  TRY_ASSIGN(const io::Fd folder, root());
  const auto [parent, name] = split_last(key);
  TRY_ASSIGN(const io::Fd at, make_folder(folder.get(), parent));
  const std::string partial =
      fmt::format("{}{:016x}{}", kPartialPrefix, rng_.next(), kPartialSuffix);
  const io::Fd file(
      ::openat(at.get(), partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0664));
  if (!file)
    return errno == EACCES || errno == EPERM || errno == EROFS
               ? fail(ErrorCode::kForbidden, "the server may not write to the storage")
               : base::from_errno(errno, "write " + key);
  auto done = copy_in(source, file.get());
  if (done) done = name_it(at.get(), partial, name, key, options);
  struct stat info {};
  const bool known = ::fstat(file.get(), &info) == 0;
  if (!done || options.when == PutOptions::When::kAbsent) ::unlinkat(at.get(), partial.c_str(), 0);
  TRY(done);
  if (!known || ::fsync(at.get()) != 0) return base::from_errno(errno, "write " + key);
  return file_info(key, info);
}

Result<ListPage> FolderStore::list(const ListQuery& query) {
  if (!query.delimiter.empty() && query.delimiter != "/")
    return base::invalid_field("delimiter", "must be \"/\" or empty");
  if (query.limit == 0) return base::invalid_field("limit", "must be at least 1");
  TRY_ASSIGN(const io::Fd folder, root());
  return list_folder(folder.get(), query);
}

Result<void> FolderStore::remove(const std::string& key) {
  TRY(check_key(key));
  TRY_ASSIGN(const io::Fd folder, root());
  const auto [parent, name] = split_last(key);
  const auto at = archive::open_below(folder.get(), parent, kFolder);
  if (!at) return at.error().code == ErrorCode::kForbidden ? at.error() : Result<void>();
  if (::unlinkat(at->get(), name.c_str(), 0) == 0 || errno == ENOENT || errno == EISDIR) return {};
  return errno == EACCES || errno == EPERM || errno == EROFS
             ? fail(ErrorCode::kForbidden, "the server may not delete in the storage")
             : base::from_errno(errno, "delete " + key);
}

Result<void> FolderStore::find_folder(const std::string& path) {
  TRY_ASSIGN(const io::Fd folder, root());
  if (path.empty()) return {};
  TRY(check_key(path));
  const auto found = archive::open_below(folder.get(), path, kFolder);
  if (found) return {};
  return found.error().code == ErrorCode::kForbidden
             ? found.error()
             : fail(ErrorCode::kNotFound, fmt::format("there is no folder \"{}\"", path));
}

}  // namespace millrace::objects
