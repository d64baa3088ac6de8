#include "io/fd.h"

#include <unistd.h>

namespace millrace::io {

void Fd::reset() {
  // close(2) releases the number even when it reports EINTR or EIO: never call it twice.
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace millrace::io
