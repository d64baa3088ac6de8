// The one face of a connected socket, plain or TLS, TCP or UNIX. Non-blocking; used by one thread.
#pragma once
#include <sys/uio.h>

#include <memory>
#include <span>

#include "io/fd.h"

namespace millrace::net {

struct IoResult {
  enum class Kind { kDone, kWouldBlock, kClosed, kFailed } kind = Kind::kFailed;
  std::size_t bytes = 0;
};

class Stream {
 public:
  virtual ~Stream() = default;
  virtual int fd() const = 0;
  virtual IoResult handshake() { return {IoResult::Kind::kDone}; }
  virtual IoResult read(std::span<char> into) = 0;
  virtual IoResult write(std::span<const iovec> pieces) = 0;
  virtual void shutdown_write() = 0;
  // A read of fewer bytes than asked for means that the socket is empty.
  virtual bool short_read_means_empty() const = 0;
};

std::unique_ptr<Stream> plain_stream(io::Fd socket);

}  // namespace millrace::net
