#include "net/listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/strings.h"

namespace millrace::net {
namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  bool is_unix() const { return storage.ss_family == AF_UNIX; }
};

Error bad_address(const std::string& address) {
  return fail(
      ErrorCode::kInvalid,
      "address \"" + address + "\" is not understood: write HOST:PORT, [IPV6]:PORT or unix:/PATH");
}

Result<SocketAddress> parse_unix(const std::string& address) {
  const std::string path = address.substr(5);
  SocketAddress result;
  auto* un = reinterpret_cast<sockaddr_un*>(&result.storage);
  if (path.empty() || path.size() >= sizeof un->sun_path)
    return fail(ErrorCode::kInvalid, "the path of \"" + address + "\" must have 1 to 107 bytes");
  un->sun_family = AF_UNIX;
  std::memcpy(un->sun_path, path.c_str(), path.size() + 1);
  result.size = sizeof *un;
  return result;
}

Result<SocketAddress> parse_address(const std::string& address) {
  if (address.starts_with("unix:")) return parse_unix(address);
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return bad_address(address);
  std::string host = address.substr(0, colon);
  const auto port = base::parse_int(std::string_view(address).substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) return bad_address(address);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string service = std::to_string(*port);
  const int rc =
      getaddrinfo(host.empty() ? "0.0.0.0" : host.c_str(), service.c_str(), &hints, &found);
  if (rc != 0 || found == nullptr)
    return fail(ErrorCode::kInvalid, "address \"" + address + "\": " + gai_strerror(rc));
  SocketAddress result;
  std::memcpy(&result.storage, found->ai_addr, found->ai_addrlen);
  result.size = found->ai_addrlen;
  freeaddrinfo(found);
  return result;
}

std::string host_of(const sockaddr_storage& storage) {
  char text[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, text, sizeof text);
  else if (storage.ss_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr, text,
              sizeof text);
  else
    return "unix";
  return text;
}

std::string name_of(int socket) {
  SocketAddress own;
  own.size = sizeof own.storage;
  getsockname(socket, own.get(), &own.size);
  const std::string host = host_of(own.storage);
  const auto port =
      reinterpret_cast<const sockaddr_in&>(own.storage).sin_port;  // same place in both
  const bool six = own.storage.ss_family == AF_INET6;
  return (six ? "[" + host + "]" : host) + ":" + std::to_string(ntohs(port));
}

Result<void> clear_stale_socket(const SocketAddress& where, const std::string& address) {
  io::Fd probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!probe) return base::from_errno(errno, "socket");
  if (connect(probe.get(), where.get(), where.size) == 0)
    return fail(ErrorCode::kConflict, address + " is in use by a running server");
  if (errno == ECONNREFUSED) unlink(address.c_str() + 5);
  return {};
}

}  // namespace

Result<Listening> listen_on(const std::string& address) {
  TRY_ASSIGN(const SocketAddress where, parse_address(address));
  if (where.is_unix()) TRY(clear_stale_socket(where, address));
  Listening result;
  result.socket =
      io::Fd(socket(where.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!result.socket) return base::from_errno(errno, "socket for " + address);
  const int one = 1;
  const int fd = result.socket.get();
  if (!where.is_unix()) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (where.storage.ss_family == AF_INET6)
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
  if (bind(fd, where.get(), where.size) != 0) {
    if (errno != EADDRINUSE) return base::from_errno(errno, "cannot listen on " + address);
    return fail(ErrorCode::kConflict, "cannot listen on " + address +
                                          ": another program does; stop it or choose another "
                                          "address");
  }
  if (listen(fd, 1024) != 0) return base::from_errno(errno, "cannot listen on " + address);
  result.address = where.is_unix() ? address : name_of(fd);
  return result;
}

Result<io::Fd> connect_to(const std::string& address) {
  TRY_ASSIGN(const SocketAddress where, parse_address(address));
  io::Fd fd(socket(where.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return base::from_errno(errno, "socket for " + address);
  if (connect(fd.get(), where.get(), where.size) != 0) {
    const int error = errno;
    // Nobody listens: for a UNIX socket the kernel says that the file is missing.
    if (error == ENOENT) return fail(ErrorCode::kUnavailable, "nobody listens on " + address);
    return base::from_errno(error, "cannot connect to " + address);
  }
  return fd;
}

Result<Accepted> accept_from(int listening) {
  SocketAddress peer;
  peer.size = sizeof peer.storage;
  const int fd = accept4(listening, peer.get(), &peer.size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) {
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
      return base::from_errno(EMFILE, "accept");
    return fail(ErrorCode::kUnavailable, "nobody waits");
  }
  if (peer.storage.ss_family == AF_INET || peer.storage.ss_family == AF_INET6) {
    const int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    // A machine that vanished without a word is noticed after two minutes, not two hours.
    const int idle = 60, interval = 15, count = 4;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
  }
  return Accepted{io::Fd(fd), host_of(peer.storage)};
}

}  // namespace millrace::net
