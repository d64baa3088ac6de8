// A file lock held by one process (flock(2)): released by the kernel whenever the holder dies.
// The lock goes with the open file: a child that inherits the descriptor holds it too. Thread-safe.
#pragma once
#include <string>

#include "base/result.h"
#include "io/fd.h"

namespace millrace::io {

class ProcessLock {
 public:
  // Makes the file when absent. kConflict at once when another holds it.
  static Result<ProcessLock> acquire(const std::string& path);
  enum class Holder { kNone, kSomebody };
  // Looks without disturbing: acquire() tells a look from a holder. Absent file: kNone.
  static Result<Holder> holder(const std::string& path);
  int fd() const { return fd_.get(); }  // to hand the lock to a child

 private:
  explicit ProcessLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace millrace::io
