#include "io/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "io/timer.h"

namespace millrace::io {
namespace {

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Result<Addresses> resolve(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(host.empty() ? nullptr : host.c_str(),
                                 std::to_string(port).c_str(), &hints, &found);
  if (code != 0)
    return fail(ErrorCode::kUnavailable, "resolve " + host + ": " + gai_strerror(code));
  return Addresses(found, &::freeaddrinfo);
}

Result<void> connect_within(int fd, const addrinfo& address, base::Duration timeout) {
  if (::connect(fd, address.ai_addr, address.ai_addrlen) == 0) return {};
  if (errno != EINPROGRESS && errno != EINTR) return base::from_errno(errno, "connect");
  TRY_ASSIGN(const Ready ready, wait_until_ready(fd, Direction::kWrite, timeout));
  if (ready == Ready::kTimedOut) return fail(ErrorCode::kTimeout, "nobody answered");
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) return base::from_errno(error, "connect");
  return {};
}

Result<void> set_blocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) != 0)
    return base::from_errno(errno, "set a socket blocking");
  return {};
}

}  // namespace

Result<SocketPair> socket_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return base::from_errno(errno, "make a socket pair");
  return SocketPair{Fd(ends[0]), Fd(ends[1])};
}

Result<Fd> listen_tcp(const std::string& host, std::uint16_t port) {
  TRY_ASSIGN(const Addresses addresses, resolve(host, port, AI_PASSIVE));
  const std::string what = "listen on " + host + ":" + std::to_string(port);
  Error last = fail(ErrorCode::kUnavailable, what + ": no address");
  for (const addrinfo* a = addresses.get(); a != nullptr; a = a->ai_next) {
    Fd fd(::socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol));
    const int on = 1;
    if (fd && ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        ::bind(fd.get(), a->ai_addr, a->ai_addrlen) == 0 && ::listen(fd.get(), 512) == 0)
      return fd;
    last = base::from_errno(errno, what);
  }
  return last;
}

Result<std::uint16_t> local_port(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return base::from_errno(errno, "read a socket's address");
  if (address.ss_family == AF_INET)
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  if (address.ss_family == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  return fail(ErrorCode::kInvalid, "not a TCP socket");
}

Result<Fd> connect_tcp(const std::string& host, std::uint16_t port, base::Duration timeout) {
  TRY_ASSIGN(const Addresses addresses, resolve(host, port, 0));
  Error last = fail(ErrorCode::kUnavailable, host + " has no address");
  for (const addrinfo* a = addresses.get(); a != nullptr; a = a->ai_next) {
    Fd fd(::socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol));
    if (!fd) {
      last = base::from_errno(errno, "make a socket");
      continue;
    }
    auto connected = connect_within(fd.get(), *a, timeout);
    if (connected) {
      TRY(set_blocking(fd.get()));
      return fd;
    }
    last = std::move(connected).error();
    last.message += " (" + host + ":" + std::to_string(port) + ")";
  }
  return last;
}

Result<Fd> accept(int listener, base::Duration timeout) {
  TRY_ASSIGN(const Ready ready, wait_until_ready(listener, Direction::kRead, timeout));
  if (ready == Ready::kTimedOut) return fail(ErrorCode::kTimeout, "nobody connected");
  Fd fd;
  do {
    fd = Fd(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  } while (!fd && errno == EINTR);
  if (!fd) return base::from_errno(errno, "accept a connection");
  return fd;
}

Result<void> send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::from_errno(errno, "send");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<std::string> receive_some(int socket, std::size_t max_bytes, base::Duration timeout) {
  TRY_ASSIGN(const Ready ready, wait_until_ready(socket, Direction::kRead, timeout));
  if (ready == Ready::kTimedOut) return fail(ErrorCode::kTimeout, "the peer sent nothing");
  std::string bytes(max_bytes, '\0');
  ssize_t n = 0;
  do {
    n = ::recv(socket, bytes.data(), bytes.size(), 0);
  } while (n < 0 && errno == EINTR);
  if (n < 0) return base::from_errno(errno, "receive");
  bytes.resize(static_cast<std::size_t>(n));
  return bytes;
}

}  // namespace millrace::io
