// The server against raw sockets: what a client may send, and what it must not be able to do.
#include "net/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "base/log.h"
#include "base/mutex.h"
#include "base/thread.h"
#include "io/test_folder.h"
#include "net/test_peer.h"

namespace millrace::net {
namespace {

Response ok(std::string text) {
  return Response::text(200, std::move(text));
}

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    options_.listen = {"127.0.0.1:0"};
    options_.worker_threads = 4;
  }
  void SetUp() override { base::set_log_level(base::LogLevel::kError); }
  void TearDown() override {
    open_gate();
    base::set_log_level(base::LogLevel::kInfo);
  }

  void start() {
    server_ = std::make_unique<Server>(options_, base::system_clock(), base::system_rng());
    server_->route("GET", "/hello", [](const Request& r) { return ok("hello " + r.request_id); });
    server_->route("GET", "/inline", [](const Request&) { return ok("inline"); },
                   {.run = RouteOptions::Run::kReactor});
    server_->route("GET", "/n/{n}", [](const Request& r) { return ok(r.param("n")); });
    server_->route("POST", "/echo", [](const Request& r) { return ok(r.body); });
    server_->route("PUT", "/small", [](const Request& r) { return ok(r.body); },
                   {.max_body_bytes = 10});
    server_->route("GET", "/throw",
                   [](const Request&) -> Result<Response> { throw std::runtime_error("secret"); });
    server_->route("GET", "/missing", [](const Request&) -> Result<Response> {
      return fail(ErrorCode::kNotFound, "no such thing");
    });
    server_->route("GET", "/big", [](const Request&) { return ok(std::string(32 << 20, 'x')); });
    server_->route("GET", "/slow", [this](const Request&) {
      base::MutexLock lock(mutex_);
      ++waiting_;
      changed_.notify_all();
      while (!open_) changed_.wait(mutex_);
      return ok("slow");
    });
    const auto started = server_->start();
    ASSERT_TRUE(started.has_value()) << started.error().to_string();
    address_ = server_->addresses()[0];
  }
  void open_gate() {
    base::MutexLock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait_for_slow(int count) {
    base::MutexLock lock(mutex_);
    while (waiting_ < count) changed_.wait(mutex_);
  }
  std::string ask(const std::string& text) {
    TestPeer peer(address_);
    peer.send(text);
    return peer.read_response();
  }
  static std::string get(const std::string& path, const std::string& headers = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n";
  }
  static int status_of(const std::string& response) {
    return response.size() > 12 ? std::stoi(response.substr(9, 3)) : 0;
  }

  base::Mutex mutex_;
  base::CondVar changed_;
  bool open_ = false;
  int waiting_ = 0;
  ServerOptions options_;
  std::string address_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersOverKeepAlive) {
  start();
  TestPeer peer(address_);
  for (int i = 0; i < 3; ++i) {
    peer.send(get("/hello", "X-Request-Id: abc-" + std::to_string(i) + "\r\n"));
    const std::string response = peer.read_response();
    EXPECT_EQ(status_of(response), 200);
    EXPECT_NE(response.find("hello abc-" + std::to_string(i)), response.npos);
    EXPECT_NE(response.find("X-Request-Id: abc-"), response.npos);
  }
  EXPECT_EQ(server_->counters().requests, 3u);
  EXPECT_EQ(server_->counters().connections_total, 1u);
}

TEST_F(ServerTest, GivesItsOwnRequestIdWhenTheClientsIsNotSane) {
  start();
  const std::string response = ask(get("/hello", "X-Request-Id: a b\r\n"));
  EXPECT_EQ(response.find("a b"), response.npos);
  EXPECT_NE(response.find("X-Request-Id: 0"), response.npos);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  TestPeer peer(address_);
  std::string all;
  for (int i = 0; i < 200; ++i) all += get(i % 3 == 0 ? "/inline" : "/n/" + std::to_string(i));
  peer.send(all);
  for (int i = 0; i < 200; ++i) {
    const std::string response = peer.read_response();
    ASSERT_TRUE(response.ends_with("\r\n\r\n" + (i % 3 == 0 ? "inline" : std::to_string(i))))
        << response;
  }
}

TEST_F(ServerTest, AnswersAClientThatHasShutItsSide) {
  start();
  TestPeer peer(address_);
  peer.send(get("/n/5"));
  peer.finish_sending();
  EXPECT_TRUE(peer.read_to_end().ends_with("\r\n\r\n5"));
}

TEST_F(ServerTest, HeadHasNoBody) {
  start();
  TestPeer peer(address_);
  peer.send("HEAD /n/12345 HTTP/1.1\r\nHost: t\r\n\r\n" + get("/n/6"));
  const std::string both = peer.read_containing("\r\n\r\n6");
  EXPECT_NE(both.find("Content-Length: 5"), both.npos);
  EXPECT_EQ(both.find("12345"), both.npos);
}

TEST_F(ServerTest, SaysWhatIsNotThere) {
  start();
  EXPECT_EQ(status_of(ask(get("/nothing"))), 404);
  const std::string wrong = ask("DELETE /echo HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(status_of(wrong), 405);
  EXPECT_NE(wrong.find("Allow: POST"), wrong.npos);
  const std::string missing = ask(get("/missing", "X-Request-Id: rid\r\n"));
  EXPECT_NE(missing.find("application/problem+json"), missing.npos);
  EXPECT_NE(missing.find("\"code\":\"not_found\""), missing.npos);
  EXPECT_NE(missing.find("\"request_id\":\"rid\""), missing.npos);
}

TEST_F(ServerTest, AnExceptionCostsOneRequestAndHidesItsWords) {
  base::set_log_level(static_cast<base::LogLevel>(9));
  start();
  TestPeer peer(address_);
  peer.send(get("/throw"));
  const std::string response = peer.read_response();
  EXPECT_EQ(status_of(response), 500);
  EXPECT_EQ(response.find("secret"), response.npos);
  peer.send(get("/n/1"));
  EXPECT_EQ(status_of(peer.read_response()), 200);
}

TEST_F(ServerTest, TakesBodiesByLengthAndByChunks) {
  start();
  EXPECT_TRUE(ask("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello")
                  .ends_with("\r\n\r\nhello"));
  EXPECT_TRUE(ask("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: "
                  "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                  .ends_with("\r\n\r\nabcde"));
}

TEST_F(ServerTest, Says100OnlyForABodyItWants) {
  start();
  TestPeer peer(address_);
  peer.send("PUT /small HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  peer.read_containing("100 Continue\r\n\r\n");
  peer.send("body");
  EXPECT_TRUE(peer.read_containing("\r\n\r\nbody").ends_with("\r\n\r\nbody"));
  TestPeer other(address_);
  other.send(
      "PUT /small HTTP/1.1\r\nHost: t\r\nContent-Length: 40\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_of(other.read_response()), 413);
}

TEST_F(ServerTest, RefusesAGibibyteBeforeItIsSent) {
  start();
  TestPeer peer(address_);
  peer.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1073741824\r\n\r\n");
  EXPECT_EQ(status_of(peer.read_response()), 413);
  EXPECT_EQ(peer.read_to_end(), "");
  EXPECT_TRUE(peer.closed());
}

TEST_F(ServerTest, RefusesChunksBeyondTheLimit) {
  start();
  EXPECT_EQ(status_of(ask("PUT /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "8\r\nabcdefgh\r\n8\r\nabcdefgh\r\n")),
            413);
}

TEST_F(ServerTest, RefusesAHundredThousandHeaders) {
  start();
  TestPeer peer(address_);
  std::string text = "GET /hello HTTP/1.1\r\nHost: t\r\n";
  for (int i = 0; i < 100'000; ++i) text += "X-" + std::to_string(i) + ": y\r\n";
  peer.send(text);  // the server may well have closed before it is all out
  EXPECT_EQ(status_of(peer.read_response()), 431);
}

TEST_F(ServerTest, RefusesSmuggling) {
  start();
  TestPeer peer(address_);
  peer.send(
      "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n" +
      get("/n/777"));
  EXPECT_EQ(status_of(peer.read_response()), 400);
  EXPECT_EQ(peer.read_to_end().find("777"), std::string::npos);
}

TEST_F(ServerTest, CutsASlowHeaderButNotItsNeighbours) {
  options_.header_timeout = base::Duration(100);
  start();
  TestPeer slow(address_);
  slow.send("GET /hel");
  TestPeer other(address_);
  for (int i = 0; i < 20; ++i) {
    other.send(get("/n/1"));
    ASSERT_EQ(status_of(other.read_response()), 200);
  }
  EXPECT_EQ(status_of(slow.read_response()), 408);
}

TEST_F(ServerTest, CutsABodyThatStops) {
  options_.body_timeout = base::Duration(100);
  start();
  EXPECT_EQ(status_of(ask("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhe")), 408);
}

TEST_F(ServerTest, CutsABodyThatDrips) {
  options_.body_timeout = base::Duration(300);
  options_.min_body_rate = 1'000'000;
  start();
  TestPeer peer(address_);
  peer.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n");
  std::string answer;
  while (answer.empty() && peer.send("x"))
    answer = peer.read_until([](std::string_view got) { return !got.empty(); }, 10);
  EXPECT_EQ(status_of(answer), 408);
}

TEST_F(ServerTest, ClosesHalfOpenAndIdleConnections) {
  options_.idle_timeout = base::Duration(50);
  start();
  TestPeer silent(address_);
  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_TRUE(silent.closed());
}

TEST_F(ServerTest, CutsAReaderThatTakesNothing) {
  options_.write_timeout = base::Duration(100);
  start();
  TestPeer stuck(address_);
  stuck.send(get("/big"));
  TestPeer other(address_);
  while (server_->counters().cut_slow == 0) {
    other.send(get("/n/1"));
    ASSERT_EQ(status_of(other.read_response()), 200);
  }
  EXPECT_LT(stuck.read_to_end().size(), std::size_t{32} << 20);
}

TEST_F(ServerTest, SaysThatItIsBusyWhenTheQueueIsFull) {
  options_.worker_threads = 1;
  options_.max_queued_requests = 1;
  start();
  TestPeer a(address_), b(address_);
  a.send(get("/slow"));
  wait_for_slow(1);
  b.send(get("/slow"));
  std::string refused;
  // b's request may reach the queue after a later one's: ask until one is turned away.
  for (int i = 0; i < 1000 && status_of(refused) != 503; ++i) {
    TestPeer c(address_);
    c.send(get("/inline") + get("/nothing"));
    c.read_response();
    if (server_->counters().requests < 4) continue;
    TestPeer d(address_);
    d.send(get("/n/1"));
    refused = d.read_response();
  }
  EXPECT_EQ(status_of(refused), 503);
  EXPECT_NE(refused.find("Retry-After: 1"), refused.npos);
  open_gate();
  EXPECT_EQ(status_of(a.read_response()), 200);
  EXPECT_EQ(status_of(b.read_response()), 200);
}

TEST_F(ServerTest, RefusesConnectionsBeyondItsLimit) {
  options_.max_connections = 2;
  start();
  TestPeer a(address_), b(address_);
  a.send(get("/n/1"));
  b.send(get("/n/2"));
  EXPECT_EQ(status_of(a.read_response()), 200);
  EXPECT_EQ(status_of(b.read_response()), 200);
  TestPeer c(address_);
  EXPECT_EQ(status_of(c.read_response()), 503);
}

TEST_F(ServerTest, DrainFinishesWhatRunsAndRefusesTheRest) {
  start();
  TestPeer running(address_), idle(address_);
  running.send(get("/slow"));
  wait_for_slow(1);
  base::Thread draining("drain", [this] { server_->drain(base::Duration(60'000)); });
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_TRUE(idle.closed());
  TestPeer late(address_);
  EXPECT_LT(late.fd(), 0);
  open_gate();
  const std::string response = running.read_to_end();
  EXPECT_EQ(status_of(response), 200);
  EXPECT_NE(response.find("Connection: close"), response.npos);
}

TEST_F(ServerTest, ServesUnixSocketsAndSeveralAddresses) {
  io::TestFolder folder;
  options_.listen.push_back("unix:" + (folder / "s"));
  options_.io_threads = 2;
  start();
  for (const auto& address : server_->addresses()) {
    TestPeer peer(address);
    peer.send(get("/n/9"));
    EXPECT_TRUE(peer.read_response().ends_with("9"));
  }
  Server second(options_, base::system_clock(), base::system_rng());
  EXPECT_EQ(second.start().error().code, ErrorCode::kConflict);
}

TEST_F(ServerTest, TheMiddlewareSeesEveryHandler) {
  server_ = std::make_unique<Server>(options_, base::system_clock(), base::system_rng());
  server_->route("GET", "/a/{x}", [](const Request&) { return ok("a"); });
  std::atomic<int> calls = 0;
  server_->set_middleware([&](const Request& r, const Handler& next) -> Result<Response> {
    ++calls;
    EXPECT_EQ(r.route, "/a/{x}");
    if (r.headers.find("authorization") == nullptr)
      return fail(ErrorCode::kUnauthenticated, "sign in");
    return next(r);
  });
  ASSERT_TRUE(server_->start().has_value());
  address_ = server_->addresses()[0];
  EXPECT_EQ(status_of(ask(get("/a/1"))), 401);
  EXPECT_EQ(status_of(ask(get("/a/1", "Authorization: x\r\n"))), 200);
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace millrace::net
