#include "io/plain_path.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace millrace::io {

Result<Fd> open_without_links(const std::string& path, int flags) {
  open_how how{};
  // openat2 takes nothing that would mean nothing, as these beside O_PATH.
  const int careful = (flags & O_PATH) == 0 ? O_NOCTTY | O_NONBLOCK : 0;
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC | careful);
  how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  Fd fd(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how)));
  if (fd) return fd;
  if (errno == ELOOP) return fail(ErrorCode::kForbidden, path + " is, or lies behind, a link");
  return base::from_errno(errno, "open " + path);
}

Result<std::string> read_without_links(const std::string& path, std::size_t max_bytes) {
  TRY_ASSIGN(const Fd fd, open_without_links(path, O_RDONLY));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::from_errno(errno, "stat " + path);
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kForbidden, path + " is no plain file");
  std::string out;
  char buffer[16'384];
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::from_errno(errno, "read " + path);
    if (n == 0) return out;
    out.append(buffer, static_cast<std::size_t>(n));
    if (out.size() > max_bytes)
      return fail(ErrorCode::kExhausted,
                  path + " is larger than " + std::to_string(max_bytes) + " bytes");
  }
}

}  // namespace millrace::io
