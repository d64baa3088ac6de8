#include "io/duplex.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "io/timer.h"

namespace millrace::io {
namespace {

bool again() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

Result<void> send_part(int to, std::span<const std::byte>& out) {
  const ssize_t n = ::send(to, out.data(), out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n >= 0)
    out = out.subspan(static_cast<std::size_t>(n));
  else if (errno == EPIPE || errno == ECONNRESET)
    return fail(ErrorCode::kUnavailable, "the peer has gone while we sent");
  else if (!again())
    return base::from_errno(errno, "send");
  return {};
}

Result<void> receive_part(int from, std::span<std::byte>& in) {
  const ssize_t n = ::recv(from, in.data(), in.size(), MSG_DONTWAIT);
  if (n > 0)
    in = in.subspan(static_cast<std::size_t>(n));
  else if (n == 0 || errno == ECONNRESET)
    return fail(ErrorCode::kUnavailable, "the peer has closed the connection");
  else if (!again())
    return base::from_errno(errno, "receive");
  return {};
}

}  // namespace

Result<void> exchange(int to, std::span<const std::byte> out, int from, std::span<std::byte> in,
                      base::Duration timeout) {
  if (out.empty() && in.empty()) return {};
  TRY_ASSIGN(const Timer timer, Timer::start(timeout));
  for (;;) {
    if (!out.empty()) TRY(send_part(to, out));
    if (!in.empty()) TRY(receive_part(from, in));
    if (out.empty() && in.empty()) return {};
    std::array<pollfd, 3> polled{pollfd{timer.fd(), POLLIN, 0},
                                 pollfd{out.empty() ? -1 : to, POLLOUT, 0},
                                 pollfd{in.empty() ? -1 : from, POLLIN, 0}};
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR)
      return base::from_errno(errno, "wait for a peer");
    if (polled[0].revents != 0) return fail(ErrorCode::kTimeout, "the peer did not answer in time");
  }
}

Result<void> set_no_delay(int tcp_socket) {
  const int on = 1;
  if (::setsockopt(tcp_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
    return base::from_errno(errno, "set TCP_NODELAY");
  return {};
}

Result<std::string> local_host(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  char host[NI_MAXHOST];
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return base::from_errno(errno, "read a socket's address");
  const int code = ::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host,
                                 sizeof host, nullptr, 0, NI_NUMERICHOST);
  if (code != 0)
    return fail(ErrorCode::kInternal, std::string("name a socket: ") + gai_strerror(code));
  return std::string(host);
}

}  // namespace millrace::io
