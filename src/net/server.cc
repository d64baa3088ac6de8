#include "net/server.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/thread.h"
#include "net/connection.h"
#include "net/listener.h"
#include "net/tls.h"

namespace millrace::net {
namespace {

// An eighth of the shortest time-out, so that none is late by more.
base::Duration tick_of(const ServerOptions& options) {
  const auto shortest = std::min(
      {options.header_timeout, options.body_timeout, options.idle_timeout, options.write_timeout});
  return std::clamp(shortest / 8, base::Duration(5), base::Duration(1'000));
}

// A reactor, its thread and its connections. All but the constructor and join run on that thread.
class Shard {
 public:
  Shard(Service& service, const TlsContext* tls, std::unique_ptr<Reactor> reactor)
      : service_(service), tls_(tls), reactor_(std::move(reactor)) {
    reactor_->set_on_tick([this] { on_tick(); });
  }
  ~Shard() {
    reactor_->stop();
    thread_.join();
  }
  void run(int number) {
    thread_ = base::Thread("http-io-" + std::to_string(number), [this] {
      reactor_->run();
      close_all();
    });
  }
  Reactor& reactor() { return *reactor_; }
  void set_more_ticks(std::function<void()> more) { more_ticks_ = std::move(more); }

  void adopt(io::Fd socket, std::string peer) {
    if (service_.draining.load()) return leave();
    auto stream = tls_ ? tls_->serve(std::move(socket)) : plain_stream(std::move(socket));
    if (!stream) return leave();
    auto connection = std::make_shared<Connection>(service_, *reactor_, std::move(stream),
                                                   std::move(peer), [this](Connection& closed) {
                                                     connections_.erase(&closed);
                                                     leave();
                                                   });
    connections_.emplace(connection.get(), connection);
    if (!connection->start()) connection->close();
  }
  void drain() {
    for (Connection* connection : present()) connection->drain();
  }
  void close_all() {
    for (Connection* connection : present()) connection->close();
  }

 private:
  std::vector<Connection*> present() const {
    std::vector<Connection*> list;
    for (const auto& [key, connection] : connections_) list.push_back(key);
    return list;
  }
  void on_tick() {
    for (Connection* connection : present()) connection->on_tick();
    if (more_ticks_) more_ticks_();
  }
  void leave() { service_.connections_open.fetch_sub(1); }

  Service& service_;
  const TlsContext* tls_;
  std::unique_ptr<Reactor> reactor_;
  std::function<void()> more_ticks_;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  base::Thread thread_;
};

}  // namespace

struct Server::State {
  // One listening socket, watched by the first shard.
  struct Gate final : Reactor::Watcher {
    State& state;
    Listening listening;
    bool paused = false;
    Gate(State& s, Listening l) : state(s), listening(std::move(l)) {}
    void on_ready(std::uint32_t) override { state.accept(*this); }
  };

  State(ServerOptions options, base::Clock& c, base::Rng& r)
      : service(std::move(options)), clock(c), rng(r) {}
  void accept(Gate& gate);
  void close_gates();
  void resume_gates();

  Service service;
  base::Clock& clock;
  base::Rng& rng;
  std::unique_ptr<TlsContext> tls;
  std::vector<std::unique_ptr<Gate>> gates;
  std::vector<std::string> addresses;
  std::vector<std::unique_ptr<Shard>> shards;
  std::size_t next_shard = 0;
  bool started = false;
  bool drained = false;
};

void Server::State::accept(Gate& gate) {
  for (int i = 0; i < 64; ++i) {
    auto accepted = accept_from(gate.listening.socket.get());
    if (!accepted) {
      if (accepted.error().code != ErrorCode::kExhausted) return;
      // Trying again at once would spin: the connection stays in the queue. The next tick tries
      // again.
      log_warning("net", "no file descriptors left; new connections wait",
                  {{"address", gate.listening.address}});
      shards.front()->reactor().remove(gate.listening.socket.get());
      gate.paused = true;
      return;
    }
    service.connections_total.fetch_add(1);
    if (service.connections_open.fetch_add(1) >= service.options.max_connections) {
      service.connections_open.fetch_sub(1);
      constexpr std::string_view kFull =
          "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: "
          "close\r\n\r\n";
      if (!tls)
        ::send(accepted->socket.get(), kFull.data(), kFull.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      continue;
    }
    Shard& shard = *shards[next_shard++ % shards.size()];
    if (&shard == shards.front().get()) {
      shard.adopt(std::move(accepted->socket), std::move(accepted->peer));
      continue;
    }
    auto handed = std::make_shared<Accepted>(std::move(*accepted));
    shard.reactor().mailbox()->post(
        [&shard, handed] { shard.adopt(std::move(handed->socket), std::move(handed->peer)); });
  }
}

void Server::State::resume_gates() {
  for (auto& gate : gates) {
    if (!gate->paused || !gate->listening.socket) continue;
    gate->paused = false;
    if (!shards.front()->reactor().add(gate->listening.socket.get(), EPOLLIN, gate.get()))
      gate->paused = true;
  }
}

void Server::State::close_gates() {
  for (auto& gate : gates) {
    if (!gate->listening.socket) continue;
    shards.front()->reactor().remove(gate->listening.socket.get());
    gate->listening.socket.reset();
    if (gate->listening.address.starts_with("unix:")) unlink(gate->listening.address.c_str() + 5);
  }
}

Server::Server(ServerOptions options, base::Clock& clock, base::Rng& rng)
    : state_(std::make_unique<State>(std::move(options), clock, rng)) {}

Server::~Server() {
  drain(base::Duration(0));
  state_->service.workers.stop();  // what still runs may post: the reactors' mailboxes outlive it
  state_->shards.clear();
}

void Server::route(std::string method, std::string pattern, Handler handler, RouteOptions options) {
  CHECK(!state_->started);
  state_->service.router.add(method, pattern, state_->service.routes.size());
  state_->service.routes.push_back({std::move(pattern), std::move(handler), options});
}

void Server::route_upload(std::string method, std::string pattern, SinkHandler handler,
                          RouteOptions options) {
  CHECK(!state_->started);
  state_->service.router.add(method, pattern, state_->service.routes.size());
  state_->service.routes.push_back({std::move(pattern), std::move(handler), options});
}

void Server::route_websocket(std::string pattern, WebSocketHandler handler) {
  CHECK(!state_->started);
  state_->service.router.add("GET", pattern, state_->service.routes.size());
  state_->service.routes.push_back({std::move(pattern), std::move(handler), {}});
}

void Server::set_middleware(Middleware middleware) {
  CHECK(!state_->started);
  state_->service.middleware = std::move(middleware);
}

Result<void> Server::start() {
  State& state = *state_;
  CHECK(!state.started);
  std::signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error code, not our end
  const ServerOptions& options = state.service.options;
  if (options.listen.empty()) return fail(ErrorCode::kInvalid, "no address to listen on was given");
  if (options.tls) {
    TRY_ASSIGN(state.tls, TlsContext::load(*options.tls));
  }
  state.service.id_prefix = base::new_ulid(state.clock, state.rng);
  for (const auto& address : options.listen) {
    TRY_ASSIGN(auto listening, listen_on(address));
    state.addresses.push_back(listening.address);
    state.gates.push_back(std::make_unique<State::Gate>(state, std::move(listening)));
  }
  for (int i = 0; i < std::max(1, options.io_threads); ++i) {
    TRY_ASSIGN(auto reactor, Reactor::create(state.clock, tick_of(options)));
    state.shards.push_back(
        std::make_unique<Shard>(state.service, state.tls.get(), std::move(reactor)));
  }
  state.shards.front()->set_more_ticks([&state] { state.resume_gates(); });
  for (auto& gate : state.gates)
    TRY(state.shards.front()->reactor().add(gate->listening.socket.get(), EPOLLIN, gate.get()));
  state.started = true;
  for (std::size_t i = 0; i < state.shards.size(); ++i) state.shards[i]->run(static_cast<int>(i));
  return {};
}

std::vector<std::string> Server::addresses() const {
  return state_->addresses;
}

void Server::drain(base::Duration grace) {
  State& state = *state_;
  if (!state.started || std::exchange(state.drained, true)) return;
  state.service.draining = true;
  // Open connections are counted down by their shards; each call below is one question, asked on
  // every shard in turn, and the last one to finish wakes us.
  base::Mutex mutex;
  base::CondVar wake;
  const auto on_shards = [&](const std::function<void(Shard&)>& act) {
    std::size_t left = state.shards.size();
    for (auto& shard : state.shards)
      shard->reactor().mailbox()->post([&, target = shard.get()] {
        act(*target);
        base::MutexLock lock(mutex);
        --left;
        wake.notify_all();
      });
    base::MutexLock lock(mutex);
    while (left > 0) wake.wait(mutex);
  };
  on_shards([&](Shard& shard) {
    if (&shard == state.shards.front().get()) state.close_gates();
    shard.drain();
  });
  const base::Duration end = state.clock.monotonic() + grace;
  while (state.service.connections_open.load() > 0 && state.clock.monotonic() < end)
    state.clock.sleep_for(base::Duration(5));
  on_shards([](Shard& shard) { shard.close_all(); });
}

Server::Counters Server::counters() const {
  const Service& s = state_->service;
  return {s.requests.load(),  s.connections_open.load(), s.connections_total.load(),
          s.bytes_in.load(),  s.bytes_out.load(),        s.cut_slow.load(),
          s.workers.waiting()};
}

}  // namespace millrace::net
