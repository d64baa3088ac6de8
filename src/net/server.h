// HTTP/1.1 server: one or two reactor threads for all sockets, a bounded pool for handlers.
// add routes → start() → drain() (finish requests, refuse new ones) → destructor. Thread-safe after
// start. The requests of one connection run one after another, so answers to pipelined ones keep
// their order; a client that sends ahead waits in its own socket.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/rng.h"
#include "net/http.h"

namespace millrace::net {

struct TlsFiles {
  std::string certificate_chain;  // PEM files
  std::string private_key;
};

struct ServerOptions {
  std::vector<std::string>
      listen;  // "127.0.0.1:7070", "[::1]:0", "unix:/path"; port 0 takes a free one
  std::optional<TlsFiles> tls{};
  int io_threads = 1;
  int worker_threads = 8;
  std::size_t max_queued_requests = 1024;  // beyond: 503 with Retry-After
  std::size_t max_connections = 8192;
  std::size_t max_header_bytes = 32 << 10;
  std::size_t max_headers = 100;
  std::size_t max_body_bytes =
      1 << 20;  // for routes that do not say otherwise; 413 before it is read
  std::size_t max_target_bytes = 8 << 10;
  base::Duration header_timeout{10'000};  // from the first byte to the end of the head
  base::Duration body_timeout{30'000};    // without any progress
  std::size_t min_body_rate = 256;        // bytes a second, on average once body_timeout has passed
  base::Duration idle_timeout{75'000};    // between requests
  base::Duration write_timeout{30'000};   // a client that takes nothing for so long is cut
};

struct RouteOptions {
  enum class Run {
    kWorker,
    kReactor,  // on the I/O thread itself, without two thread hops: only for what never blocks
  };
  std::size_t max_body_bytes = 0;  // 0: the server's
  Run run = Run::kWorker;
};

class Server {
 public:
  Server(ServerOptions options, base::Clock& clock, base::Rng& rng);
  ~Server();  // drains with no grace if still running

  // Pattern: "/api/v1/workspaces/{ws}/training-jobs/{id}:start"; "{rest*}" at the end takes the
  // remainder. A literal wins over a parameter. A path that exists under another method gets 405
  // with Allow.
  void route(std::string method, std::string pattern, Handler handler, RouteOptions options = {});
  void route_upload(std::string method, std::string pattern, SinkHandler handler,
                    RouteOptions options);
  void route_websocket(std::string pattern, WebSocketHandler handler);
  // Runs around every handler (authentication, logging, metrics); the innermost call is
  // next(request). For uploads and web sockets it runs around the opening call, whose answer then
  // shows status 100 or 101.
  // What no route takes (404, 405, malformed requests) does not reach it.
  using Middleware = std::function<Result<Response>(const Request&, const Handler& next)>;
  void set_middleware(Middleware middleware);

  Result<void> start();
  std::vector<std::string> addresses() const;  // with the ports really taken
  void drain(base::Duration grace);            // stop listening, finish what runs, close

  struct Counters {
    std::uint64_t requests, connections_open, connections_total, bytes_in, bytes_out, cut_slow;
    std::uint64_t requests_waiting;  // for a worker
  };
  Counters counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace::net
