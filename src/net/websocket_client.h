// A blocking web socket for the command line: ws, wss, UNIX sockets. Pings are answered while
// receiving. One thread may send while another receives; otherwise not thread-safe.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/rng.h"
#include "net/http.h"

namespace millrace::net {

struct WebSocketTarget {
  std::string url;  // ws://host:port/path or wss://…
  Headers headers{};
  std::optional<std::string> unix_socket{};
  std::optional<std::string> ca_file{};  // PEM; trusted instead of the system's
  base::Duration timeout{10'000};        // to connect and be answered
  std::size_t max_message_bytes = 1 << 20;
};

class WebSocketClient {
 public:
  // A server that answers otherwise: kUnauthenticated, kForbidden, kNotFound … by its status.
  static Result<std::unique_ptr<WebSocketClient>> connect(const WebSocketTarget& target,
                                                          base::Rng& rng);
  ~WebSocketClient();

  struct Received {
    enum class Kind { kMessage, kClosed } kind = Kind::kMessage;
    WebSocketMessage message{};
    std::uint16_t close_code = 1005;
    std::string close_reason{};
  };
  Result<void> send(const WebSocketMessage& message);
  // kTimeout when nothing came in time; kUnavailable when the connection broke without a close.
  Result<Received> receive(base::Duration timeout);
  Result<void> close(std::uint16_t code, std::string_view reason);
  // For poll(2). Readable does not mean that a whole message is there; call receive(0) first.
  int fd() const;

 private:
  struct State;
  explicit WebSocketClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace millrace::net
