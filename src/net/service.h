// What all connections of a server share. Filled before start(), then read by every thread;
// the counters are atomic.
#pragma once
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "base/worker_pool.h"
#include "net/outgoing.h"
#include "net/router.h"
#include "net/server.h"

namespace millrace::net {

struct Route {
  std::string pattern;
  std::variant<Handler, SinkHandler, WebSocketHandler> handler;
  RouteOptions options;
};

// Calls what others wrote: an exception of theirs becomes kInternal.
template <class Call>
auto guard(const Call& call) -> decltype(call()) {
  try {
    return call();
  } catch (const std::exception& e) {
    return fail(ErrorCode::kInternal, std::string("exception in a handler: ") + e.what());
  } catch (...) {
    return fail(ErrorCode::kInternal, "exception of unknown type in a handler");
  }
}

struct Service {
  explicit Service(ServerOptions given)
      : options(std::move(given)),
        workers("http-work", options.worker_threads, options.max_queued_requests) {}

  ServerOptions options;
  Router router;
  std::vector<Route> routes;
  Server::Middleware middleware;
  std::string id_prefix;  // of request ids: unique to this start
  base::WorkerPool workers;
  std::atomic<bool> draining{false};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> connections_open{0};
  std::atomic<std::uint64_t> connections_total{0};
  std::atomic<std::uint64_t> bytes_in{0};
  std::atomic<std::uint64_t> bytes_out{0};
  std::atomic<std::uint64_t> cut_slow{0};

  // The handlers, inside the middleware; no exception leaves these. Workers only, but for kReactor
  // routes.
  Outgoing answer(const Route& route, const Request& request) const;
  struct OpenedSink {
    std::unique_ptr<BodySink> sink;  // or else:
    Outgoing refusal;
  };
  OpenedSink open_sink(const Route& route, const Request& request) const;
  struct OpenedWebSocket {
    std::unique_ptr<WebSocketSession> session;  // or else:
    Outgoing refusal;
  };
  OpenedWebSocket open_websocket(const Route& route, const Request& request) const;
};

}  // namespace millrace::net
