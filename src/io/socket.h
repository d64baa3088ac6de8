// Blocking sockets for the few places that are no HTTP: the shim's control socket, the port bridge,
// tests. All descriptors are close-on-exec. Functions are thread-safe; a socket is used by one
// thread per direction. The HTTP server and client live in net/ and do not use these.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "io/fd.h"

namespace millrace::io {

// UNIX stream sockets. Paths longer than the kernel's 107 bytes work. A socket file that nobody
// listens on any more is replaced; one that answers is kConflict.
Result<Fd> listen_unix(const std::string& path, std::uint32_t mode = 0600);
Result<Fd> connect_unix(const std::string& path);
struct SocketPair {
  Fd first, second;
};
Result<SocketPair> socket_pair();

// TCP, numeric address or host name; port 0 takes a free one.
Result<Fd> listen_tcp(const std::string& host, std::uint16_t port);
Result<std::uint16_t> local_port(int socket);
Result<Fd> connect_tcp(const std::string& host, std::uint16_t port, base::Duration timeout);

// kTimeout when nobody came.
Result<Fd> accept(int listener, base::Duration timeout);

Result<void> send_all(int socket, std::string_view bytes);  // never raises SIGPIPE
// 1..max_bytes, or empty at the peer's end; kTimeout.
Result<std::string> receive_some(int socket, std::size_t max_bytes, base::Duration timeout);

// Descriptors as SCM_RIGHTS with at least one byte of `bytes`; at most 64 at once.
Result<void> send_fds(int unix_socket, std::string_view bytes, std::span<const int> fds);
struct Received {
  std::string bytes;  // empty: the peer has closed
  std::vector<Fd> fds;
};
Result<Received> receive_fds(int unix_socket, std::size_t max_bytes);

}  // namespace millrace::io
