// A WebSocket as `exec` sees it; one user at a time.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"

namespace millrace::cli {

class Socket {
 public:
  virtual ~Socket() = default;
  virtual Result<void> send(const net::WebSocketMessage& message) = 0;
  // The next message without waiting; nullopt: none yet. kCancelled once the peer has closed in
  // good order, kUnavailable otherwise.
  virtual Result<std::optional<net::WebSocketMessage>> receive() = 0;
  virtual int readable_fd() const = 0;  // to wait on
};

}  // namespace millrace::cli
