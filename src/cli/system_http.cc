#include "cli/system_http.h"

#include "net/websocket_client.h"

namespace millrace::cli {
namespace {

using Received = net::WebSocketClient::Received;

class SystemSocket final : public Socket {
 public:
  explicit SystemSocket(std::unique_ptr<net::WebSocketClient> client)
      : client_(std::move(client)) {}

  Result<void> send(const net::WebSocketMessage& message) override {
    return client_->send(message);
  }

  Result<std::optional<net::WebSocketMessage>> receive() override {
    auto received = client_->receive(base::Duration(0));
    if (!received) {
      if (received.error().code == ErrorCode::kTimeout)
        return std::optional<net::WebSocketMessage>();
      return std::move(received).error();
    }
    if (received->kind == Received::Kind::kMessage)
      return std::optional(std::move(received->message));
    constexpr std::uint16_t kNormal = 1000, kNoneGiven = 1005;
    if (received->close_code == kNormal || received->close_code == kNoneGiven)
      return fail(ErrorCode::kCancelled, "closed");
    return fail(ErrorCode::kUnavailable, received->close_reason.empty()
                                             ? "the server closed the connection"
                                             : received->close_reason);
  }

  int readable_fd() const override { return client_->fd(); }

 private:
  std::unique_ptr<net::WebSocketClient> client_;
};

}  // namespace

Result<std::unique_ptr<Socket>> SystemHttp::open_socket(const SocketRequest& request) {
  net::WebSocketTarget target{
      .url = "ws" + request.url.substr(4), .headers = request.headers, .ca_file = request.ca_file};
  TRY_ASSIGN(auto client, net::WebSocketClient::connect(target, rng_));
  return std::unique_ptr<Socket>(std::make_unique<SystemSocket>(std::move(client)));
}

}  // namespace millrace::cli
