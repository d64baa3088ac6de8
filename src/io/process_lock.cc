#include "io/process_lock.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>

#include <cerrno>

namespace millrace::io {
namespace {

int lock(int fd, int operation) {
  int result = 0;
  do {
    result = ::flock(fd, operation);
  } while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

Result<ProcessLock> ProcessLock::acquire(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!fd) return base::from_errno(errno, "open lock " + path);
  while (lock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return base::from_errno(errno, "lock " + path);
    // Where a shared lock is to be had, those in the way are only looking (see holder()), for
    // microseconds each: try again.
    if (lock(fd.get(), LOCK_SH | LOCK_NB) != 0)
      return fail(ErrorCode::kConflict, path + " is held by another process");
    lock(fd.get(), LOCK_UN);
    ::sched_yield();
  }
  return ProcessLock(std::move(fd));
}

Result<ProcessLock::Holder> ProcessLock::holder(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd && errno == ENOENT) return Holder::kNone;
  if (!fd) return base::from_errno(errno, "open lock " + path);
  if (lock(fd.get(), LOCK_SH | LOCK_NB) == 0) return Holder::kNone;
  if (errno == EWOULDBLOCK) return Holder::kSomebody;
  return base::from_errno(errno, "look at lock " + path);
}

}  // namespace millrace::io
