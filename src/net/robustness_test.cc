// The server under what no decent client does: rubbish cut anywhere, no descriptors left, bad
// addresses.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/rng.h"
#include "io/test_folder.h"
#include "net/server.h"
#include "net/stream_channel.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

class SwallowingSink final : public BodySink {
 public:
  Result<void> write(std::string_view) override { return {}; }
  Result<Response> finish() override { return Response::text(200, "swallowed"); }
};

class EndingSession final : public WebSocketSession {
 public:
  void on_open(std::shared_ptr<WebSocketPeer> peer) override { peer_ = std::move(peer); }
  void on_message(WebSocketMessage message) override { peer_->send(std::move(message)); }
  void on_close() override { peer_.reset(); }

 private:
  std::shared_ptr<WebSocketPeer> peer_;
};

class RobustnessTest : public testing::Test {
 protected:
  RobustnessTest() {
    options_.listen = {"127.0.0.1:0"};
    options_.io_threads = 2;
    options_.worker_threads = 3;
  }
  void SetUp() override { base::set_log_level(static_cast<base::LogLevel>(9)); }
  void TearDown() override { base::set_log_level(base::LogLevel::kInfo); }
  void start() {
    server_ = std::make_unique<Server>(options_, base::system_clock(), base::system_rng());
    server_->route("GET", "/n/{n}",
                   [](const Request& r) { return Response::text(200, r.param("n")); });
    server_->route("POST", "/echo", [](const Request& r) { return Response::text(200, r.body); });
    server_->route("GET", "/stream", [](const Request&) {
      auto channel = std::make_shared<StreamChannel>(1 << 20);
      for (int i = 0; i < 8; ++i) channel->push(std::string(40'000, 's'));
      channel->finish();
      Response response;
      response.body = channel_source(channel);
      return response;
    });
    server_->route_upload("PUT", "/upload",
                          [](const Request&) -> Result<std::unique_ptr<BodySink>> {
                            return std::unique_ptr<BodySink>(std::make_unique<SwallowingSink>());
                          },
                          {.max_body_bytes = 1 << 20});
    server_->route_websocket(
        "/ws", [](const Request&) -> Result<std::unique_ptr<WebSocketSession>> {
          return std::unique_ptr<WebSocketSession>(std::make_unique<EndingSession>());
        });
    ASSERT_TRUE(server_->start().has_value());
    address_ = server_->addresses()[0];
  }
  std::string ask(TestPeer& peer) {
    peer.send("GET /n/1 HTTP/1.1\r\nHost: t\r\n\r\n");
    return peer.read_response();
  }

  ServerOptions options_;
  std::string address_;
  std::unique_ptr<Server> server_;
};

TEST_F(RobustnessTest, SurvivesSoupAndLeaksNoConnection) {
  start();
  const std::string_view soup[] = {
      "GET /n/1 HTTP/1.1\r\nHost: t\r\n\r\n",
      "GET /stream HTTP/1.1\r\nHost: t\r\n\r\n",
      "GET /stream HTTP/1.0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello",
      "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
      "PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 700000\r\nExpect: 100-continue\r\n\r\n",
      "PUT /upload HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n",
      "GET /ws HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      "\x81\x85\x01\x01\x01\x01hello",
      "\x88\x80\x01\x01\x01\x01",
      "\r\n\r\n",
      "HEAD / HTTP/1.1\r\nHost: t\r\n\r\n",
      "\xff\xfe",
      "OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n",
  };
  base::SeededRng rng(7);
  for (int round = 0; round < 600; ++round) {
    TestPeer peer(address_);
    ASSERT_GE(peer.fd(), 0);
    std::string text;
    for (std::uint64_t n = rng.below(6); n > 0; --n) text += soup[rng.below(std::size(soup))];
    if (rng.below(3) == 0 && !text.empty()) text[rng.below(text.size())] ^= 0x20;
    if (rng.below(2) == 0) text.resize(rng.below(text.size() + 1));
    while (!text.empty()) {
      const std::size_t n = 1 + rng.below(text.size());
      peer.send(std::string_view(text).substr(0, n));
      text.erase(0, n);
    }
    if (rng.below(3) == 0) peer.finish_sending();
    if (rng.below(4) == 0) peer.read_until([](std::string_view got) { return !got.empty(); }, 20);
  }
  TestPeer last(address_);
  while (server_->counters().connections_open > 1) ASSERT_TRUE(ask(last).ends_with("\r\n\r\n1"));
}

TEST_F(RobustnessTest, WaitsForDescriptorsInsteadOfSpinning) {
  options_.io_threads = 1;
  options_.idle_timeout = base::Duration(2'000);
  start();
  TestPeer early(address_);
  ASSERT_TRUE(ask(early).ends_with("\r\n\r\n1"));
  const std::uint64_t before = server_->counters().connections_total;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const int lowest_free = dup(0);
  ::close(lowest_free);
  const rlimit tight{static_cast<rlim_t>(lowest_free) + 1, limit.rlim_max};
  setrlimit(RLIMIT_NOFILE, &tight);  // room for the client's end, none for the server's
  TestPeer late(address_);
  const std::string answer = ask(early);  // the loop has turned since `late` came
  const std::uint64_t during = server_->counters().connections_total;
  setrlimit(RLIMIT_NOFILE, &limit);
  ASSERT_GE(late.fd(), 0);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n1"));
  EXPECT_EQ(during, before);
  EXPECT_TRUE(ask(late).ends_with("\r\n\r\n1"));
}

TEST_F(RobustnessTest, BadAddressesAreNamed) {
  for (const std::string bad :
       {"", "nonsense", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:x", "unix:", "256.1.1.1:80"}) {
    ServerOptions options;
    options.listen = {bad};
    Server server(options, base::system_clock(), base::system_rng());
    const auto started = server.start();
    ASSERT_FALSE(started.has_value()) << bad;
    EXPECT_EQ(started.error().code, ErrorCode::kInvalid) << bad;
  }
  start();
  ServerOptions options;
  options.listen = {address_};
  Server server(options, base::system_clock(), base::system_rng());
  const auto taken = server.start();
  ASSERT_FALSE(taken.has_value());
  EXPECT_NE(taken.error().message.find(address_), std::string::npos);
}

TEST_F(RobustnessTest, AStaleUnixSocketIsReplaced) {
  io::TestFolder folder;
  const std::string path = folder / "s";
  { const auto left_behind = listen_on("unix:" + path); }
  ASSERT_EQ(access(path.c_str(), F_OK), 0);
  options_.listen = {"unix:" + path};
  start();
  TestPeer peer("unix:" + path);
  EXPECT_TRUE(ask(peer).ends_with("\r\n\r\n1"));
  server_.reset();
  EXPECT_NE(access(path.c_str(), F_OK), 0);
}

}  // namespace
}  // namespace millrace::net
