// Frames by themselves, then a served web socket against our client and against raw bytes.
#include <gtest/gtest.h>

#include <atomic>

#include "base/log.h"
#include "io/test_folder.h"
#include "net/server.h"
#include "net/test_certificate.h"
#include "net/test_peer.h"
#include "net/websocket_client.h"
#include "net/websocket_frame.h"

namespace millrace::net {
namespace {

using Kind = WebSocketMessage::Kind;
using EventKind = WebSocketEvent::Kind;
constexpr std::uint32_t kMask = 0x12345678;

// Masks by hand, so that any bits can be sent.
std::string raw_frame(int first_byte, std::string payload, int length_byte = -1) {
  std::string frame{static_cast<char>(first_byte)};
  frame +=
      static_cast<char>(0x80 | (length_byte < 0 ? static_cast<int>(payload.size()) : length_byte));
  const char key[4] = {1, 2, 3, 4};
  frame.append(key, 4);
  for (std::size_t i = 0; i < payload.size(); ++i)
    frame += static_cast<char>(payload[i] ^ key[i & 3]);
  return frame;
}

TEST(WebSocketFrames, SurviveTheRoundTripHoweverTheyAreCut) {
  for (const std::size_t size : {0u, 1u, 125u, 126u, 65'535u, 65'536u, 100'000u}) {
    const std::string frame = websocket_frame({Kind::kBinary, std::string(size, '\xff')}, kMask);
    WebSocketReader reader(WebSocketRole::kServer, 1 << 20);
    std::string input = frame.substr(0, 7);
    auto event = reader.next(input);
    for (std::size_t at = 7; at < frame.size() && !event; at += 4001) {
      input += frame.substr(at, 4001);
      event = reader.next(input);
    }
    ASSERT_TRUE(event.has_value()) << size;
    EXPECT_EQ(event->message.data, std::string(size, '\xff'));
  }
}

TEST(WebSocketFrames, PiecesMakeAMessageAndPingsMayStandBetween) {
  WebSocketReader reader(WebSocketRole::kServer, 100);
  std::string input =
      raw_frame(0x01, "he") + raw_frame(0x89, "p") + raw_frame(0x00, "ll") + raw_frame(0x80, "o");
  auto ping = reader.next(input);
  ASSERT_TRUE(ping.has_value());
  EXPECT_EQ(ping->kind, EventKind::kPing);
  EXPECT_EQ(ping->payload, "p");
  auto message = reader.next(input);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->message.data, "hello");
  EXPECT_FALSE(reader.next(input).has_value());
  EXPECT_FALSE(reader.failure().has_value());
}

TEST(WebSocketFrames, BreachesOfTheProtocolAreNamed) {
  const struct {
    std::string bytes;
    int code;
  } cases[] = {
      {std::string("\x81\x01x", 3), 1002},                          // not masked
      {raw_frame(0xc1, "x"), 1002},                                 // reserved bit
      {raw_frame(0x83, "x"), 1002},                                 // unknown opcode
      {raw_frame(0x80, "x"), 1002},                                 // continuation of nothing
      {raw_frame(0x01, "x") + raw_frame(0x81, "y"), 1002},          // message inside another
      {raw_frame(0x09, "x"), 1002},                                 // ping in pieces
      {raw_frame(0x89, "", 126) + std::string("\0\xff", 2), 1002},  // long ping
      {raw_frame(0x81, "\xff\xfe"), 1007},                          // not UTF-8
      {raw_frame(0x88, "\x03"), 1002},                              // half a close code
      {raw_frame(0x88, "\x03\xed"), 1002},                          // 1005 must not be sent
      {raw_frame(0x88, "\x03\xe8\xff"), 1007},                      // close reason not UTF-8
      {std::string("\x82\xfe\x00\x10", 4) + "mask", 1002},  // length not in its shortest form
      {std::string("\x82\xff\x80\0\0\0\0\0\0\0", 10) + "mask", 1002},
      {std::string("\x82\xff\0\0\0\0\x7f\0\0\0", 10) + "mask", 1009},  // 2 GiB
      {raw_frame(0x01, std::string(90, 'x')) + raw_frame(0x80, std::string(20, 'x')), 1009},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    WebSocketReader reader(WebSocketRole::kServer, 100);
    std::string input = cases[i].bytes;
    EXPECT_FALSE(reader.next(input).has_value()) << i;
    ASSERT_TRUE(reader.failure().has_value()) << i;
    EXPECT_EQ(reader.failure()->code, cases[i].code) << i << ": " << reader.failure()->words;
  }
}

TEST(WebSocketFrames, TheAcceptKeyIsTheStandards) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");  // RFC 6455 §1.3
  EXPECT_FALSE(websocket_accept("short").has_value());
}

struct Seen {
  base::Mutex mutex;
  base::CondVar changed;
  int closed = 0;
  std::shared_ptr<WebSocketPeer> peer;
};

class EchoSession final : public WebSocketSession {
 public:
  explicit EchoSession(Seen& seen) : seen_(seen) {}
  void on_open(std::shared_ptr<WebSocketPeer> peer) override {
    base::MutexLock lock(seen_.mutex);
    seen_.peer = peer_ = std::move(peer);
    seen_.changed.notify_all();
  }
  void on_message(WebSocketMessage message) override {
    if (message.data == "throw") throw std::runtime_error("oops");
    if (message.data == "bye") return peer_->close(4000, "as you wish");
    if (message.data == "flood") flooding_ = true;
    if (flooding_) return on_writable();
    peer_->send(std::move(message));
  }
  void on_writable() override {
    while (flooding_ && sent_ < 400 && peer_->send({Kind::kBinary, std::string(16 << 10, 'f')}))
      ++sent_;
  }
  void on_close() override {
    base::MutexLock lock(seen_.mutex);
    ++seen_.closed;
    seen_.peer.reset();
    seen_.changed.notify_all();
  }

 private:
  Seen& seen_;
  std::shared_ptr<WebSocketPeer> peer_;
  bool flooding_ = false;
  int sent_ = 0;
};

class WebSocketTest : public testing::Test {
 protected:
  WebSocketTest() { options_.listen = {"127.0.0.1:0", "unix:" + (folder_ / "s")}; }
  void start() {
    server_ = std::make_unique<Server>(options_, base::system_clock(), base::system_rng());
    server_->route_websocket(
        "/echo", [this](const Request& r) -> Result<std::unique_ptr<WebSocketSession>> {
          if (r.query_value("deny") != nullptr) return fail(ErrorCode::kForbidden, "you lack exec");
          return std::unique_ptr<WebSocketSession>(std::make_unique<EchoSession>(seen_));
        });
    ASSERT_TRUE(server_->start().has_value());
    address_ = server_->addresses()[0];
    target_.url = (options_.tls ? "wss://" : "ws://") + address_ + "/echo";
  }
  std::unique_ptr<WebSocketClient> connect() {
    auto client = WebSocketClient::connect(target_, base::system_rng());
    EXPECT_TRUE(client.has_value()) << client.error().to_string();
    return client ? std::move(*client) : nullptr;
  }
  void open_raw(TestPeer& peer, const std::string& version = "13") {
    peer.send(
        "GET /echo HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        "Sec-WebSocket-Version: " +
        version + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  }
  void wait_closed(int count) {
    base::MutexLock lock(seen_.mutex);
    while (seen_.closed < count) seen_.changed.wait(seen_.mutex);
  }
  static constexpr base::Duration kPatience{10'000};

  io::TestFolder folder_;
  Seen seen_;
  ServerOptions options_;
  WebSocketTarget target_;
  std::string address_;
  std::unique_ptr<Server> server_;
};

TEST_F(WebSocketTest, EchoesAndCloses) {
  start();
  const auto client = connect();
  for (const std::size_t size : {0u, 5u, 126u, 70'000u, 1u << 20}) {
    ASSERT_TRUE(client->send({Kind::kBinary, std::string(size, 'x')}).has_value());
    const auto got = client->receive(kPatience);
    ASSERT_TRUE(got.has_value()) << got.error().to_string();
    EXPECT_EQ(got->message.data.size(), size);
  }
  ASSERT_TRUE(client->send({Kind::kText, "bye"}).has_value());
  const auto closed = client->receive(kPatience);
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ(closed->kind, WebSocketClient::Received::Kind::kClosed);
  EXPECT_EQ(closed->close_code, 4000);
  EXPECT_EQ(closed->close_reason, "as you wish");
  ASSERT_TRUE(client->close(4000, "").has_value());
  wait_closed(1);
}

TEST_F(WebSocketTest, TheClientMayClose) {
  start();
  const auto client = connect();
  ASSERT_TRUE(client->close(1000, "done").has_value());
  const auto closed = client->receive(kPatience);
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ(closed->close_code, 1000);
  wait_closed(1);
}

TEST_F(WebSocketTest, ServesUnixSocketsAndTls) {
  options_.tls = make_test_certificate(folder_.path());
  start();
  target_.ca_file = options_.tls->certificate_chain;
  const auto client = connect();
  ASSERT_TRUE(client->send({Kind::kText, "hi"}).has_value());
  EXPECT_EQ(client->receive(kPatience)->message.data, "hi");
  options_.tls.reset();
  options_.listen = {"unix:" + (folder_ / "plain")};
  start();
  target_.url = "ws://localhost/echo";
  target_.unix_socket = folder_ / "plain";
  const auto local = connect();
  ASSERT_TRUE(local->send({Kind::kText, "hi"}).has_value());
  EXPECT_EQ(local->receive(kPatience)->message.data, "hi");
}

TEST_F(WebSocketTest, AnswersPingsAndBadFramesOnTheWire) {
  start();
  TestPeer peer(address_);
  open_raw(peer);
  EXPECT_NE(
      peer.read_containing("\r\n\r\n").find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
      std::string::npos);
  peer.send(raw_frame(0x89, "are you there"));
  peer.read_containing(std::string("\x8a\x0d") + "are you there");
  peer.send(raw_frame(0x83, "x"));
  EXPECT_NE(peer.read_to_end().find("\x03\xea"
                                    "unknown opcode"),
            std::string::npos);
  wait_closed(1);
}

TEST_F(WebSocketTest, RefusesWhatIsNoOpening) {
  start();
  TestPeer old(address_);
  open_raw(old, "8");
  const std::string response = old.read_response();
  EXPECT_TRUE(response.starts_with("HTTP/1.1 426"));
  EXPECT_NE(response.find("Sec-WebSocket-Version: 13"), response.npos);
  TestPeer plain(address_);
  plain.send("GET /echo HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(plain.read_response().starts_with("HTTP/1.1 426"));
  target_.url += "?deny";
  const auto denied = WebSocketClient::connect(target_, base::system_rng());
  ASSERT_FALSE(denied.has_value());
  EXPECT_EQ(denied.error().code, ErrorCode::kForbidden);
  target_.url = "mailto:x";
  EXPECT_EQ(WebSocketClient::connect(target_, base::system_rng()).error().code,
            ErrorCode::kInvalid);
}

TEST_F(WebSocketTest, ASessionThatThrowsEndsAlone) {
  base::set_log_level(static_cast<base::LogLevel>(9));
  start();
  const auto client = connect();
  ASSERT_TRUE(client->send({Kind::kText, "throw"}).has_value());
  EXPECT_EQ(client->receive(kPatience)->close_code, 1011);
  const auto other = connect();
  ASSERT_TRUE(other->send({Kind::kText, "hi"}).has_value());
  EXPECT_EQ(other->receive(kPatience)->message.data, "hi");
  base::set_log_level(base::LogLevel::kInfo);
}

TEST_F(WebSocketTest, AFullOutboxSaysSoAndGoesOnWhenItIsTaken) {
  start();
  const auto client = connect();
  ASSERT_TRUE(client->send({Kind::kText, "flood"}).has_value());
  for (int i = 0; i < 400; ++i) {
    const auto got = client->receive(kPatience);
    ASSERT_TRUE(got.has_value()) << i << " " << got.error().to_string();
    ASSERT_EQ(got->message.data.size(), std::size_t{16} << 10);
  }
}

TEST_F(WebSocketTest, SessionsEndWhenTheClientVanishes) {
  start();
  { const auto client = connect(); }
  wait_closed(1);
}

TEST_F(WebSocketTest, SilentPeersArePingedThenCut) {
  options_.idle_timeout = base::Duration(100);
  start();
  TestPeer peer(address_);
  open_raw(peer);
  EXPECT_NE(peer.read_to_end().find(std::string("\x89\x00", 2)), std::string::npos);
  wait_closed(1);
}

TEST_F(WebSocketTest, DrainSaysThatTheServerGoesAway) {
  start();
  TestPeer peer(address_);
  open_raw(peer);
  peer.read_containing("\r\n\r\n");
  server_->drain(base::Duration(50));
  EXPECT_NE(peer.read_to_end().find("\x03\xe9"), std::string::npos);
  wait_closed(1);
}

}  // namespace
}  // namespace millrace::net
