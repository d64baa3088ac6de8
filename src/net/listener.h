// Listening sockets: "127.0.0.1:7070", "[::1]:0", "unix:/path". Functions only; no state.
#pragma once
#include <string>

#include "base/result.h"
#include "io/fd.h"

namespace millrace::net {

struct Listening {
  io::Fd socket;
  std::string address;  // with the port really taken
};

// A UNIX socket's file left by a process that is gone is replaced; one that answers is an error.
Result<Listening> listen_on(const std::string& address);
// Connects to the same kinds of address, blocking.
Result<io::Fd> connect_to(const std::string& address);

struct Accepted {
  io::Fd socket;
  std::string peer;  // "127.0.0.1", "unix"
};
// kExhausted: no descriptors left; kUnavailable: nobody waits.
Result<Accepted> accept_from(int listening);

}  // namespace millrace::net
