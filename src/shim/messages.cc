#include "shim/messages.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <span>

#include "io/socket.h"

namespace millrace::shim {

Result<PacketPair> packet_pair() {
  std::array<int, 2> fds{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds.data()) != 0)
    return base::from_errno(errno, "make a pair of sockets");
  return PacketPair{io::Fd(fds[0]), io::Fd(fds[1])};
}

Result<void> send_packet(int socket, const json::Object& body, int fd) {
  const std::string text = json::dump(body) + "\n";
  if (text.size() > kPacketBytes) return fail(ErrorCode::kInvalid, "the message is too long");
  const std::span<const int> fds = fd < 0 ? std::span<const int>{} : std::span<const int>(&fd, 1);
  return io::send_fds(socket, text, fds);
}

Result<std::optional<Packet>> receive_packet(int socket) {
  TRY_ASSIGN(io::Received received, io::receive_fds(socket, kPacketBytes));
  if (received.bytes.empty()) return std::optional<Packet>{};
  Packet packet;
  TRY_ASSIGN(packet.body, json::parse(received.bytes));
  if (!received.fds.empty()) packet.fd = std::move(received.fds.front());
  return std::optional<Packet>(std::move(packet));
}

}  // namespace millrace::shim
