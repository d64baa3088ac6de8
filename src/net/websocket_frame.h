// WebSocket frames, RFC 6455: bytes → messages and control frames, and back. Synchronous, without
// I/O, for both sides of a connection. One user at a time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"

namespace millrace::net {

enum class WebSocketRole { kServer, kClient };

struct WebSocketEvent {
  enum class Kind { kMessage, kPing, kPong, kClose } kind = Kind::kMessage;
  WebSocketMessage message{};  // kMessage
  std::string payload{};       // kPing, kPong; of kClose the reason
  std::uint16_t code = 1005;   // kClose; 1005: none was given
};

struct WebSocketFailure {
  std::uint16_t code = 1002;  // to close with
  std::string words;
};

class WebSocketReader {
 public:
  WebSocketReader(WebSocketRole own_role, std::size_t max_message_bytes)
      : role_(own_role), max_message_bytes_(max_message_bytes) {}
  // The next event out of `input`, whose bytes are taken as they are used; nullopt: more are
  // needed, or the peer has broken the protocol and failure() says how.
  std::optional<WebSocketEvent> next(std::string& input);
  const std::optional<WebSocketFailure>& failure() const { return failure_; }

 private:
  struct Head {
    bool final_piece = false;
    unsigned opcode = 0;
    std::uint64_t length = 0;
    char mask[4] = {};
  };
  std::optional<WebSocketEvent> fail_with(std::uint16_t code, std::string words);
  bool read_head(std::string& input);  // false: not whole, or failed
  bool check_head();
  void take_payload(std::string& input);
  std::optional<WebSocketEvent> finish_frame();
  std::optional<WebSocketEvent> finish_close();

  const WebSocketRole role_;
  const std::size_t max_message_bytes_;
  std::optional<WebSocketFailure> failure_;
  std::optional<Head> head_;  // of the frame being read
  std::uint64_t taken_ = 0;   // of its payload
  std::string control_;       // payload of a control frame
  bool in_message_ = false;   // between the pieces of a message
  WebSocketMessage message_;
};

// The server's frames are not masked; a client gives four random bytes.
std::string websocket_frame(const WebSocketMessage& message,
                            std::optional<std::uint32_t> mask = {});
enum class WebSocketControl : std::uint8_t { kClose = 8, kPing = 9, kPong = 10 };
std::string websocket_control(WebSocketControl kind, std::string_view payload,
                              std::optional<std::uint32_t> mask = {});
std::string close_payload(std::uint16_t code,
                          std::string_view reason);  // cut to fit a control frame

// Sec-WebSocket-Accept for a Sec-WebSocket-Key; nullopt when the key is not 16 bytes of base64.
std::optional<std::string> websocket_accept(std::string_view key);

}  // namespace millrace::net
