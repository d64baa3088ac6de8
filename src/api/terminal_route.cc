// A terminal inside a running instance, over a web socket: binary messages are bytes of the
// terminal, text messages are {"resize":{"columns":C,"rows":R}} from the client and, as the last,
// {"exit":{"code":N}} to it; the query gives the command and the first size.
#include <fmt/core.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "api/authorize.h"
#include "api/collection.h"
#include "api/route_groups.h"
#include "api/workload_run.h"
#include "base/strings.h"
#include "base/thread.h"
#include "io/fd.h"
#include "store/audit_log.h"

namespace millrace::api {
namespace {

constexpr std::size_t kPiece = 16 << 10;
// Sessions end and roles change while a terminal is open.
constexpr base::Duration kAskAgain{15'000};
constexpr int kEndWithinMs = 2'000;  // from the last of its output to its exit status

class TerminalSession final : public net::WebSocketSession {
 public:
  // `allowed`: may whoever opened it still be here? Asked again and again.
  TerminalSession(std::unique_ptr<runtime::Terminal> terminal,
                  std::function<Result<void>()> allowed, base::Clock& clock)
      : terminal_(std::move(terminal)),
        allowed_(std::move(allowed)),
        clock_(clock),
        wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

  ~TerminalSession() override { stop(); }

  void on_open(std::shared_ptr<net::WebSocketPeer> peer) override {
    peer_ = std::move(peer);
    pump_ = base::Thread("terminal", [this] { pump(); });
  }

  void on_message(net::WebSocketMessage message) override {
    if (ended_) return;
    if (message.kind == net::WebSocketMessage::Kind::kText) return resize(message.data);
    std::string_view rest = message.data;
    while (!rest.empty()) {
      const ssize_t n = write(terminal_->fd(), rest.data(), rest.size());
      if (n > 0) {
        rest.remove_prefix(static_cast<std::size_t>(n));
      } else if (errno == EAGAIN) {
        pollfd waiting{terminal_->fd(), POLLOUT, 0};
        if (poll(&waiting, 1, 5'000) <= 0) return peer_->close(1011, "the terminal takes no input");
      } else if (errno != EINTR) {
        return;
      }
    }
  }

  void on_writable() override { notify(); }

  void on_close() override { stop(); }

 private:
  void notify() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t n = write(wake_.get(), &one, sizeof one);
  }

  void stop() {
    stopping_ = true;
    notify();
    pump_.join();
    terminal_.reset();
  }

  void resize(std::string_view text) {
    const auto body = json::parse(text, {.max_depth = 4, .max_bytes = 1'024});
    const json::Value* size = body ? body->find("resize") : nullptr;
    if (size == nullptr) return;
    const auto columns = size->int_or("columns", 0), rows = size->int_or("rows", 0);
    if (columns < 1 || columns > 1'000 || rows < 1 || rows > 1'000) return;
    if (auto resized = terminal_->resize(static_cast<int>(columns), static_cast<int>(rows));
        !resized)
      peer_->close(1011, "the terminal is gone");
  }

  // Terminal → peer. What the peer's bounded queue does not take is kept, and nothing more is read
  // meanwhile.
  void pump() {
    std::string held;
    base::Duration asked = clock_.monotonic();
    while (!stopping_) {
      if (clock_.monotonic() - asked >= kAskAgain) {
        asked = clock_.monotonic();
        if (const auto still = allowed_(); !still) return refuse(still.error());
      }
      if (!held.empty() && peer_->send({net::WebSocketMessage::Kind::kBinary, held})) held.clear();
      pollfd fds[3] = {{wake_.get(), POLLIN, 0},
                       {end_heard_ ? -1 : terminal_->end_fd(), POLLIN, 0},
                       {held.empty() ? terminal_->fd() : -1, POLLIN, 0}};
      const bool over = exit_code_.has_value() && held.empty();  // but for what it left to be read
      const auto patience = static_cast<int>(kAskAgain.count());
      if (poll(fds, 3, over ? 0 : patience) < 0 && errno != EINTR) break;
      if ((fds[0].revents & POLLIN) != 0) take_wakes();
      if (fds[1].revents != 0) hear_end();
      if (fds[2].revents == 0 && over) break;
      if (fds[2].revents != 0 && read_piece(held) == Output::kEnded) break;
    }
    if (!stopping_) say_end();
  }

  void take_wakes() {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t n = read(wake_.get(), &count, sizeof count);
  }

  void hear_end() {
    end_heard_ = true;
    exit_code_ = terminal_->exit_code();
  }

  enum class Output { kGoesOn, kEnded };
  Output read_piece(std::string& held) {
    held.resize(kPiece);
    const ssize_t n = read(terminal_->fd(), held.data(), held.size());
    const bool later = n < 0 && (errno == EAGAIN || errno == EINTR);
    held.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return n > 0 || later ? Output::kGoesOn : Output::kEnded;
  }

  // Nobody is at the terminal any more; the exit status may be on its way.
  void say_end() {
    pollfd end{terminal_->end_fd(), POLLIN, 0};
    if (!end_heard_ && poll(&end, 1, kEndWithinMs) > 0) hear_end();
    if (exit_code_) {
      const json::Object what{{"exit", json::Object{{"code", *exit_code_}}}};
      const net::WebSocketMessage message{net::WebSocketMessage::Kind::kText, json::dump(what)};
      pollfd wake{wake_.get(), POLLIN, 0};
      while (!stopping_ && !peer_->send(message) && poll(&wake, 1, kEndWithinMs) > 0) take_wakes();
    }
    peer_->close(1000, "the command has ended");
  }

  // Nothing goes in or out from here on; the peer may take its time to answer the close.
  void refuse(const Error& error) {
    ended_ = true;
    peer_->close(1008, error.message);
  }

  std::unique_ptr<runtime::Terminal> terminal_;
  std::function<Result<void>()> allowed_;
  base::Clock& clock_;
  io::Fd wake_;
  std::shared_ptr<net::WebSocketPeer> peer_;
  std::atomic<bool> stopping_{false};
  bool end_heard_ = false;          // pump's own
  std::optional<int> exit_code_{};  // likewise
  std::atomic<bool> ended_{false};  // by us: what still comes is not for the command
  base::Thread pump_;
};

Result<int> size_query(const net::Request& request, std::string_view name, int other) {
  const std::string* text = request.query_value(name);
  if (text == nullptr) return other;
  const auto value = base::parse_int(*text);
  if (!value || *value < 1 || *value > 1'000)
    return base::invalid_field(std::string(name), "must be between 1 and 1000");
  return static_cast<int>(*value);
}

// What a terminal asks while it is open: is there still the session, the workload and the role?
std::function<Result<void>()> still_allowed(const Call& call, const resource::Kind& kind,
                                            const std::string& workload) {
  return [&services = call.services, &kind, workload, token = call.token,
          address = call.actor.address, request = call.actor.request_id]() -> Result<void> {
    TRY_ASSIGN(const auto caller, services.sessions.authenticate({token, address, request}));
    std::unique_ptr<resource::Object> object;
    TRY(services.store.read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(object, store::ObjectTable::of(kind).get(tx, workload));
      return {};
    }));
    return authorize_object(caller.actor, kind, "exec", *object);
  };
}

Result<std::unique_ptr<net::WebSocketSession>> open_terminal(const Call& call,
                                                             const resource::Kind& kind) {
  TRY_ASSIGN(const WorkloadRun found, workload_run(call, kind, "exec"));
  TRY_ASSIGN(const std::int64_t instance, instance_of(call, found.run));
  TRY_ASSIGN(const int columns, size_query(call.request, "columns", 80));
  TRY_ASSIGN(const int rows, size_query(call.request, "rows", 24));
  std::vector<std::string> command;
  for (const auto& [name, value] : call.request.query)
    if (name == "command") command.push_back(value);
  if (command.empty()) command = {"/bin/bash", "-l"};
  if (found.run.instances[static_cast<std::size_t>(instance)].state != resource::RunState::kRunning)
    return fail(ErrorCode::kConflict, "the instance is not running");
  TRY_ASSIGN(auto terminal, call.services.runtime.open_terminal({found.run.id, found.run.attempt},
                                                                instance, command, columns, rows));
  json::Array words(command.begin(), command.end());
  TRY(call.services.store.write([&](store::Tx& tx) -> Result<void> {
    store::append_audit(
        tx, {.actor = call.actor.user_id,
             .actor_name = call.actor.account,
             .address = call.actor.address,
             .action = "workload.exec",
             .kind = std::string(kind.name),
             .object_id = found.workload->id,
             .object_name = found.workload->name,
             .workspace = found.workload->workspace,
             .detail =
                 json::Object{{"run", found.run.id}, {"instance", instance}, {"command", words}}});
    return {};
  }));
  return std::unique_ptr<net::WebSocketSession>(std::make_unique<TerminalSession>(
      std::move(terminal), still_allowed(call, kind, found.workload->id), call.services.clock));
}

}  // namespace

void add_terminal_route(Routes& routes) {
  for (const resource::Kind* kind : workload_kinds()) {
    Operation op{.method = "GET",
                 .path = collection_path(*kind) + "/{id}/runs/{run}/instances/{instance}/exec",
                 .summary = "Web socket: a terminal inside the running instance.",
                 .tag = std::string(kind->plural),
                 .permission = "workload.exec",
                 .success_status = 101,
                 .query = {"command", "columns", "rows"}};
    routes.add_socket(std::move(op),
                      [kind](const Call& call) { return open_terminal(call, *kind); });
  }
}

}  // namespace millrace::api
