// The client and the server against each other: plain, TLS, UNIX sockets, files up, streams down.
#include "net/client.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>

#include "base/log.h"
#include "io/test_folder.h"
#include "net/listener.h"
#include "net/server.h"
#include "net/sigpipe_block.h"
#include "net/stream_channel.h"
#include "net/test_certificate.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

class CollectingSink final : public BodySink {
 public:
  Result<void> write(std::string_view piece) override {
    size_ += piece.size();
    sum_ += static_cast<unsigned char>(piece.back());
    return {};
  }
  Result<Response> finish() override { return Response::text(200, std::to_string(size_)); }

 private:
  std::size_t size_ = 0;
  unsigned sum_ = 0;
};

class ClientTest : public testing::Test {
 protected:
  ClientTest() { options_.listen = {"127.0.0.1:0", "unix:" + (folder_ / "socket")}; }
  void start() {
    server_ = std::make_unique<Server>(options_, base::system_clock(), base::system_rng());
    server_->route("GET", "/hello", [](const Request& r) {
      Response response = Response::text(200, "hello");
      response.headers.add("X-Peer", r.peer_address);
      return response;
    });
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"})
      server_->route(method, "/echo", [](const Request& r) {
        const auto* type = r.headers.find("content-type");
        return Response::text(200, r.method + " " + (type ? *type : "none") + " " + r.body);
      });
    server_->route("GET", "/large",
                   [](const Request&) { return Response::text(200, std::string(8 << 20, 'l')); });
    server_->route("GET", "/endless", [](const Request&) {
      auto channel = std::make_shared<StreamChannel>(1 << 20);
      channel->push("first\n");
      Response response;
      response.body = channel_source(channel);
      return response;
    });
    server_->route_upload("PUT", "/upload",
                          [](const Request&) -> Result<std::unique_ptr<BodySink>> {
                            return std::unique_ptr<BodySink>(std::make_unique<CollectingSink>());
                          },
                          {.max_body_bytes = 4 << 20});
    ASSERT_TRUE(server_->start().has_value());
    const std::string scheme = options_.tls ? "https://" : "http://";
    url_ = scheme + server_->addresses()[0];
  }
  ClientRequest ask(const std::string& path) const {
    ClientRequest request{.url = url_ + path, .timeout = base::Duration(20'000)};
    if (options_.tls) request.ca_file = options_.tls->certificate_chain;
    return request;
  }

  io::TestFolder folder_;
  ServerOptions options_;
  std::string url_;
  std::unique_ptr<Server> server_;
  Client client_;
};

TEST_F(ClientTest, KeepsItsConnections) {
  start();
  for (int i = 0; i < 5; ++i) {
    const auto response = client_.send(ask("/hello"));
    ASSERT_TRUE(response.has_value()) << response.error().to_string();
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "hello");
    EXPECT_EQ(*response->headers.find("content-type"), "text/plain; charset=utf-8");
  }
  EXPECT_EQ(server_->counters().connections_total, 1u);
}

TEST_F(ClientTest, SendsBodiesAndHeadersAsGiven) {
  start();
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    ClientRequest request = ask("/echo");
    request.method = method;
    request.body = "{}";
    request.headers.add("Content-Type", "application/json");
    const auto response = client_.send(request);
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->body, std::string(method) + " application/json {}");
  }
  ClientRequest empty = ask("/echo");
  empty.method = "POST";
  EXPECT_EQ(client_.send(empty)->body, "POST none ");
  ClientRequest forged = ask("/hello");
  forged.headers.add("X-A", "b\r\nX-C: d");
  EXPECT_EQ(client_.send(forged).error().code, ErrorCode::kInvalid);
}

TEST_F(ClientTest, HeadDoesNotWaitForABody) {
  start();
  ClientRequest request = ask("/large");
  request.method = "HEAD";
  const auto response = client_.send(request);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(*response->headers.find("content-length"), std::to_string(8 << 20));
}

TEST_F(ClientTest, AProxyIsNotAskedForThisMachine) {
  start();
  const auto closed = listen_on("127.0.0.1:0");
  ASSERT_TRUE(closed.has_value());
  ASSERT_EQ(setenv("http_proxy", ("http://" + closed->address).c_str(), 1), 0);
  ClientRequest request = ask("/hello");
  const auto here = client_.send(request);
  request.url = "http://world.invalid/hello";
  request.timeout = base::Duration(200);
  const auto world = client_.send(request);
  unsetenv("http_proxy");
  ASSERT_TRUE(here.has_value()) << here.error().message;
  EXPECT_EQ(here->body, "hello");
  EXPECT_EQ(world.error().code, ErrorCode::kTimeout);  // the proxy took it, and says nothing
}

TEST_F(ClientTest, SpeaksThroughUnixSockets) {
  start();
  ClientRequest request = ask("/hello");
  request.url = "http://localhost/hello";
  request.unix_socket = folder_ / "socket";
  const auto response = client_.send(request);
  ASSERT_TRUE(response.has_value()) << response.error().to_string();
  EXPECT_EQ(*response->headers.find("x-peer"), "unix");
}

TEST_F(ClientTest, StreamsDownAndStopsWhenToldTo) {
  start();
  std::size_t size = 0;
  ClientRequest request = ask("/large");
  request.on_body = [&](std::string_view piece) {
    size += piece.size();
    return ClientRequest::Next::kContinue;
  };
  ASSERT_TRUE(client_.send(request).has_value());
  EXPECT_EQ(size, std::size_t{8} << 20);
  std::string first;
  ClientRequest endless = ask("/endless");
  endless.on_body = [&](std::string_view piece) {
    first += piece;
    return ClientRequest::Next::kStop;
  };
  ASSERT_TRUE(client_.send(endless).has_value());
  EXPECT_EQ(first, "first\n");
  ClientRequest missing = ask("/nothing");
  missing.on_body = request.on_body;
  EXPECT_NE(client_.send(missing)->body.find("not_found"), std::string::npos);
}

TEST_F(ClientTest, UploadsAFileFromAnOffset) {
  start();
  const std::string path = folder_ / "file";
  std::ofstream(path, std::ios::binary) << std::string(3'000'000, 'f');
  std::uint64_t last = 0;
  ClientRequest request = ask("/upload");
  request.method = "PUT";
  request.body_file = path;
  request.body_file_offset = 1'000'000;
  request.on_upload = [&](std::uint64_t sent, std::uint64_t) { last = sent; };
  const auto response = client_.send(request);
  ASSERT_TRUE(response.has_value()) << response.error().to_string();
  EXPECT_EQ(response->body, "2000000");
  EXPECT_EQ(last, 2'000'000u);
  std::ofstream(path, std::ios::binary) << std::string(6'000'000, 'f');
  request.body_file_offset = 0;
  EXPECT_EQ(client_.send(request)->status, 413);
  request.body_file = folder_ / "none";
  EXPECT_EQ(client_.send(request).error().code, ErrorCode::kNotFound);
}

TEST_F(ClientTest, NamesWhatWentWrong) {
  start();
  ClientRequest nobody = ask("/");
  nobody.url = "http://127.0.0.1:1/";
  EXPECT_EQ(client_.send(nobody).error().code, ErrorCode::kUnavailable);
  nobody.url = "gopher://127.0.0.1/";
  EXPECT_EQ(client_.send(nobody).error().code, ErrorCode::kInvalid);
  ClientRequest late = ask("/endless");
  late.timeout = base::Duration(50);
  EXPECT_EQ(client_.send(late).error().code, ErrorCode::kTimeout);
  ClientRequest large = ask("/large");
  large.max_response_bytes = 1000;
  EXPECT_EQ(client_.send(large).error().code, ErrorCode::kExhausted);
}

TEST_F(ClientTest, TlsCarriesRequestsUploadsAndStreams) {
  options_.tls = make_test_certificate(folder_.path());
  options_.header_timeout = base::Duration(200);
  start();
  EXPECT_EQ(client_.send(ask("/hello"))->body, "hello");
  EXPECT_EQ(client_.send(ask("/large"))->body.size(), std::size_t{8} << 20);
  const std::string path = folder_ / "file";
  std::ofstream(path, std::ios::binary) << std::string(3'000'000, 'f');
  ClientRequest upload = ask("/upload");
  upload.method = "PUT";
  upload.body_file = path;
  EXPECT_EQ(client_.send(upload)->body, "3000000");
  EXPECT_EQ(server_->counters().connections_total, 1u);

  ClientRequest distrusting = ask("/hello");
  distrusting.ca_file.reset();
  EXPECT_EQ(client_.send(distrusting).error().code, ErrorCode::kUnavailable);
  TestPeer plain(server_->addresses()[0]);
  plain.send("GET /hello HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(plain.read_to_end().find("hello"), std::string::npos);
  TestPeer silent(server_->addresses()[0]);  // never begins its handshake
  silent.read_to_end();
  EXPECT_TRUE(silent.closed());
}

TEST(SigpipeBlock, TakesTheSignalItCausedAndGivesTheRestBack) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ::close(ends[0]);
  const auto before = ::signal(SIGPIPE, SIG_DFL);
  {
    const SigpipeBlock block;
    EXPECT_EQ(write(ends[1], "x", 1), -1);  // would end the process
    EXPECT_EQ(errno, EPIPE);
  }
  sigset_t mask;
  pthread_sigmask(SIG_BLOCK, nullptr, &mask);
  EXPECT_EQ(sigismember(&mask, SIGPIPE), 0);
  ::signal(SIGPIPE, before);
  ::close(ends[1]);
}

TEST_F(ClientTest, BadCertificatesAreNamedAtStart) {
  options_.tls = make_test_certificate(folder_.path());
  options_.tls->private_key = folder_ / "absent.pem";
  Server server(options_, base::system_clock(), base::system_rng());
  const auto started = server.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, ErrorCode::kInvalid);
  EXPECT_NE(started.error().message.find("absent.pem"), std::string::npos);
}

}  // namespace
}  // namespace millrace::net
