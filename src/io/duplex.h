// Sending to one socket while receiving from another, without a thread: what rings of peers need,
// where everybody sends before anybody has received. Blocking; one thread.
#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace millrace::io {

// All of `out` to one and all of `in` from the other (either may be empty), within `timeout`
// together. kTimeout; kUnavailable when a peer is gone. Never raises SIGPIPE.
Result<void> exchange(int to, std::span<const std::byte> out, int from, std::span<std::byte> in,
                      base::Duration timeout);

Result<void> set_no_delay(int tcp_socket);   // small messages leave at once
Result<std::string> local_host(int socket);  // this end's address, numeric

}  // namespace millrace::io
