#include "runtime/local/safe_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "io/fd.h"

namespace millrace::runtime {
namespace {

Result<io::Fd> open_beneath(const std::string& root, const std::string& relative, int flags) {
  const io::Fd folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!folder) return base::from_errno(errno, "open " + root);
  open_how how{};
  // Non-blocking: a named pipe must not hold us until somebody writes.
  how.flags = static_cast<std::uint64_t>(flags | O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  const char* const path = relative.empty() ? "." : relative.c_str();
  io::Fd fd(static_cast<int>(::syscall(SYS_openat2, folder.get(), path, &how, sizeof how)));
  if (fd) return fd;
  if (errno == ELOOP || errno == EXDEV)
    return fail(ErrorCode::kNotFound, "'" + relative + "' leads out of its folder");
  return base::from_errno(errno, "open " + relative);
}

std::int64_t modified_ms(const struct stat& info) {
  return info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1'000'000;
}

}  // namespace

Result<std::vector<SafeEntry>> list_beneath(const std::string& root, const std::string& relative) {
  TRY_ASSIGN(io::Fd fd, open_beneath(root, relative, O_DIRECTORY));
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(::fdopendir(fd.get()), &::closedir);
  if (!dir) return base::from_errno(errno, "list " + relative);
  const int folder = fd.release();  // closed with `dir`
  std::vector<SafeEntry> out;
  while (const dirent* entry = ::readdir(dir.get())) {
    const std::string name = entry->d_name;
    struct stat info {};
    if (name == "." || name == ".." ||
        ::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
      continue;
    auto type = SafeEntry::Type::kOther;
    if (S_ISREG(info.st_mode)) type = SafeEntry::Type::kFile;
    if (S_ISDIR(info.st_mode)) type = SafeEntry::Type::kFolder;
    out.push_back({name, type, static_cast<std::uint64_t>(info.st_size), modified_ms(info)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

Result<io::Fd> open_plain_beneath(const std::string& root, const std::string& relative) {
  if (relative.find('\0') != std::string::npos)
    return fail(ErrorCode::kNotFound, "no file has such a name");
  TRY_ASSIGN(io::Fd fd, open_beneath(root, relative, 0));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::from_errno(errno, "stat " + relative);
  if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
    return fail(ErrorCode::kNotFound, "'" + relative + "' is no file");
  return fd;
}

Result<SafeRead> read_beneath(const std::string& root, const std::string& relative,
                              std::uint64_t offset, std::size_t max_bytes) {
  TRY_ASSIGN(const io::Fd fd, open_beneath(root, relative, 0));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::from_errno(errno, "stat " + relative);
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kNotFound, "'" + relative + "' is no file");
  SafeRead out{.size = static_cast<std::uint64_t>(info.st_size)};
  if (offset >= out.size) return out;
  out.bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(max_bytes, out.size - offset)));
  std::size_t got = 0;
  while (got < out.bytes.size()) {
    const ssize_t n = ::pread(fd.get(), out.bytes.data() + got, out.bytes.size() - got,
                              static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::from_errno(errno, "read " + relative);
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  out.bytes.resize(got);
  return out;
}

Result<std::vector<SafeFile>> walk_beneath(const std::string& root, const std::string& relative,
                                           int depth, std::size_t most) {
  TRY_ASSIGN(const auto entries, list_beneath(root, relative));
  std::vector<SafeFile> out;
  for (const auto& entry : entries) {
    const std::string path = relative.empty() ? entry.name : relative + "/" + entry.name;
    if (entry.type == SafeEntry::Type::kFile) out.push_back({path, entry.size, entry.modified_ms});
    if (entry.type == SafeEntry::Type::kFolder && depth > 1) {
      auto below = walk_beneath(root, path, depth - 1, most - std::min(most, out.size()));
      if (!below && below.error().code == ErrorCode::kNotFound) continue;  // removed meanwhile
      if (!below) return below.error();
      out.insert(out.end(), std::make_move_iterator(below->begin()),
                 std::make_move_iterator(below->end()));
    }
    if (out.size() > most)
      return fail(ErrorCode::kExhausted, "more than " + std::to_string(most) + " files");
  }
  return out;
}

}  // namespace millrace::runtime
