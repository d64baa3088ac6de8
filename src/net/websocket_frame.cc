#include "net/websocket_frame.h"

#include <openssl/evp.h>

#include <algorithm>

#include "base/encode.h"
#include "base/strings.h"

namespace millrace::net {
namespace {

enum Opcode : unsigned {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10
};
constexpr std::size_t kMostControl = 125;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

bool may_be_sent(std::uint16_t code) {  // RFC 6455 §7.4
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

std::string make_frame(unsigned opcode, std::string_view payload,
                       std::optional<std::uint32_t> mask) {
  std::string frame;
  frame.reserve(payload.size() + 14);
  frame += static_cast<char>(0x80 | opcode);
  const char masked = mask ? '\x80' : '\0';
  const std::uint64_t size = payload.size();
  const int width = size <= kMostControl ? 0 : size <= 0xffff ? 2 : 8;
  const unsigned short_size = width == 0 ? static_cast<unsigned>(size) : width == 2 ? 126u : 127u;
  frame += static_cast<char>(static_cast<unsigned char>(masked) | short_size);
  for (int i = width - 1; i >= 0; --i) frame += static_cast<char>(size >> (8 * i) & 0xff);
  if (!mask) return frame.append(payload);
  char key[4];
  for (int i = 0; i < 4; ++i) key[i] = static_cast<char>(*mask >> (24 - 8 * i) & 0xff);
  frame.append(key, 4);
  for (std::size_t i = 0; i < payload.size(); ++i)
    frame += static_cast<char>(payload[i] ^ key[i & 3]);
  return frame;
}

}  // namespace

std::optional<WebSocketEvent> WebSocketReader::fail_with(std::uint16_t code, std::string words) {
  failure_ = WebSocketFailure{code, std::move(words)};
  return std::nullopt;
}

std::optional<WebSocketEvent> WebSocketReader::next(std::string& input) {
  while (!failure_) {
    if (!head_ && !read_head(input)) return std::nullopt;
    take_payload(input);
    if (taken_ < head_->length) return std::nullopt;
    auto event = finish_frame();
    head_.reset();
    if (event || failure_) return event;
  }
  return std::nullopt;
}

bool WebSocketReader::read_head(std::string& input) {
  if (input.size() < 2) return false;
  const auto first = static_cast<unsigned char>(input[0]);
  const auto second = static_cast<unsigned char>(input[1]);
  const unsigned short_size = second & 0x7f;
  const std::size_t width = short_size == 126 ? 2 : short_size == 127 ? 8 : 0;
  const bool masked = (second & 0x80) != 0;
  Head head;
  head.final_piece = (first & 0x80) != 0;
  head.opcode = first & 0x0f;
  if ((first & 0x70) != 0) return fail_with(1002, "reserved bits are set").has_value();
  if (masked != (role_ == WebSocketRole::kServer))
    return fail_with(1002, "only a client masks its frames, and all of them").has_value();
  const std::size_t size = 2 + width + (masked ? 4 : 0);
  if (input.size() < size) return false;
  head.length = width == 0 ? short_size : big_endian(std::string_view(input).substr(2, width));
  const std::uint64_t least = width == 2 ? kMostControl + 1 : width == 8 ? 0x10000 : 0;
  if (head.length < least || (head.length >> 63) != 0)
    return fail_with(1002, "the length is not in its shortest form").has_value();
  if (masked) input.copy(head.mask, 4, 2 + width);
  input.erase(0, size);
  head_ = head;
  taken_ = 0;
  return check_head();
}

bool WebSocketReader::check_head() {
  const Head& head = *head_;
  switch (head.opcode) {
    case kContinuation:
      if (!in_message_) return fail_with(1002, "a continuation of nothing").has_value();
      break;
    case kText:
    case kBinary:
      if (in_message_) return fail_with(1002, "a new message inside another").has_value();
      message_ = {};
      message_.kind =
          head.opcode == kText ? WebSocketMessage::Kind::kText : WebSocketMessage::Kind::kBinary;
      in_message_ = true;
      break;
    case kClose:
    case kPing:
    case kPong:
      if (!head.final_piece || head.length > kMostControl)
        return fail_with(1002, "a control frame is cut up or too long").has_value();
      control_.clear();
      return true;
    default:
      return fail_with(1002, "unknown opcode").has_value();
  }
  if (head.length > max_message_bytes_ - message_.data.size())
    return fail_with(1009, "the message is larger than taken here").has_value();
  return true;
}

void WebSocketReader::take_payload(std::string& input) {
  std::string& into = head_->opcode >= kClose ? control_ : message_.data;
  const auto n =
      static_cast<std::size_t>(std::min<std::uint64_t>(head_->length - taken_, input.size()));
  const std::size_t at = into.size();
  into.append(input, 0, n);
  if (role_ == WebSocketRole::kServer)
    for (std::size_t i = 0; i < n; ++i)
      into[at + i] = static_cast<char>(into[at + i] ^ head_->mask[(taken_ + i) & 3]);
  taken_ += n;
  input.erase(0, n);
}

std::optional<WebSocketEvent> WebSocketReader::finish_frame() {
  WebSocketEvent event;
  switch (head_->opcode) {
    case kClose:
      return finish_close();
    case kPing:
    case kPong:
      event.kind =
          head_->opcode == kPing ? WebSocketEvent::Kind::kPing : WebSocketEvent::Kind::kPong;
      event.payload = std::move(control_);
      control_.clear();
      return event;
    default:
      break;
  }
  if (!head_->final_piece) return std::nullopt;
  in_message_ = false;
  if (message_.kind == WebSocketMessage::Kind::kText && !base::is_utf8(message_.data))
    return fail_with(1007, "a text message is not UTF-8");
  event.message = std::move(message_);
  message_ = {};
  return event;
}

std::optional<WebSocketEvent> WebSocketReader::finish_close() {
  WebSocketEvent event;
  event.kind = WebSocketEvent::Kind::kClose;
  if (control_.size() == 1) return fail_with(1002, "half a close code");
  if (control_.empty()) return event;
  event.code = static_cast<std::uint16_t>(big_endian(std::string_view(control_).substr(0, 2)));
  event.payload = control_.substr(2);
  if (!may_be_sent(event.code)) return fail_with(1002, "a close code that must not be sent");
  if (!base::is_utf8(event.payload)) return fail_with(1007, "a close reason is not UTF-8");
  return event;
}

std::string websocket_frame(const WebSocketMessage& message, std::optional<std::uint32_t> mask) {
  return make_frame(message.kind == WebSocketMessage::Kind::kText ? kText : kBinary, message.data,
                    mask);
}

std::string websocket_control(WebSocketControl kind, std::string_view payload,
                              std::optional<std::uint32_t> mask) {
  return make_frame(static_cast<unsigned>(kind), payload.substr(0, kMostControl), mask);
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  if (code == 1005) return {};
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  // Cut where it stays UTF-8.
  std::size_t n = std::min(reason.size(), kMostControl - 2);
  while (n > 0 && !base::is_utf8(reason.substr(0, n))) --n;
  return payload.append(reason.substr(0, n));
}

std::optional<std::string> websocket_accept(std::string_view key) {
  const auto raw = base::from_base64(key);
  if (!raw || raw->size() != 16) return std::nullopt;
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr) != 1)
    return std::nullopt;
  return base::to_base64({reinterpret_cast<const char*>(digest), size});
}

}  // namespace millrace::net
