// What the two halves of the shim, and the runtime and the shim, say to each other: one small JSON
// object a packet, with at most one descriptor. Not thread-safe.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/fd.h"
#include "json/value.h"

namespace millrace::shim {

// "do" from outside: signal{number}, terminal{id, command, columns, rows}, connect{id, port}.
// "is" from inside: started, failed{why}, exited{status}, fd{id} with the descriptor, refused{id,
// why}, ended{id, status} of a terminal's command. The runtime to the control socket: wake{},
// terminal{command, columns, rows}; the answer is one line,
// {"is":"fd"} with the descriptor, {"is":"done"} or {"is":"refused","why":…}. After the descriptor
// of a terminal the connection stays, and says {"is":"ended","status":…} when its command has
// ended.
struct Packet {
  json::Value body{};
  io::Fd fd{};
};

constexpr std::size_t kPacketBytes = 128 << 10;

// A pair of connected sockets that keep packets whole.
struct PacketPair {
  io::Fd first{}, second{};
};
Result<PacketPair> packet_pair();
Result<void> send_packet(int socket, const json::Object& body, int fd = -1);
// nullopt: the other end is closed. Blocks unless the socket does not.
Result<std::optional<Packet>> receive_packet(int socket);

}  // namespace millrace::shim
