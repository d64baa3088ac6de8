#include "shim/doors.h"

#include <sys/socket.h>

#include "base/log.h"
#include "io/socket.h"

namespace millrace::shim {
namespace {

// What one instance may hold open; more wait in the listener's backlog or are refused.
constexpr std::size_t kMostRelays = 1024;
constexpr std::size_t kMostClients = 64;

}  // namespace

Doors::~Doors() {
  relays_.clear();
  set_inside(-1);
  for (const auto& [fd, client] : clients_) loop_.forget(fd);
  for (const auto& listener : listeners_) loop_.forget(listener.get());
  if (control_) loop_.forget(control_.get());
}

Result<void> Doors::open(const std::vector<protocol::NamedPort>& ports) {
  TRY_ASSIGN(control_, io::listen_unix(folder_.control_socket()));
  loop_.watch(control_.get(), POLLIN, [this](short) { accept_control(); });
  for (const auto& port : ports) {
    TRY_ASSIGN(io::Fd listener, io::listen_unix(folder_.port_socket(port.name), 0660));
    const int fd = listener.get();
    loop_.watch(fd, POLLIN, [this, fd, number = port.port](short) { accept_port(fd, number); });
    listeners_.push_back(std::move(listener));
  }
  return {};
}

void Doors::set_inside(int control) {
  inside_ = control;
  if (control >= 0) return;
  while (!terminals_.empty()) end_terminal(terminals_.begin()->first);
}

void Doors::accept_control() {
  auto client = io::accept(control_.get(), base::Duration(0));
  if (!client || clients_.size() >= kMostClients) return;
  const int fd = client->get();
  clients_.emplace(fd, *std::move(client));
  loop_.watch(fd, POLLIN, [this, fd](short) { hear_client(fd); });
}

void Doors::hear_client(int fd) {
  loop_.forget(fd);
  const auto found = clients_.find(fd);
  io::Fd client = std::move(found->second);
  clients_.erase(found);
  auto packet = receive_packet(fd);
  if (!packet || !*packet) return;
  const json::Value& body = (*packet)->body;
  const std::string what = body.string_or("do", "");
  if (what == "wake") {
    [[maybe_unused]] const auto ignored = send_packet(fd, {{"is", "done"}});
    woken_();
  } else if (what == "terminal") {
    ask(*body.as_object(), {std::move(client), Waiting::For::kTerminal});
  } else {
    refuse({std::move(client), Waiting::For::kTerminal}, "the shim does not know '" + what + "'");
  }
}

void Doors::accept_port(int listener, int port) {
  auto client = io::accept(listener, base::Duration(0));
  if (!client) return;
  if (relays_.size() + waiting_.size() >= kMostRelays) return;  // closed: busy
  ask({{"do", "connect"}, {"port", port}}, {*std::move(client), Waiting::For::kPort});
}

void Doors::ask(json::Object question, Waiting waiting) {
  if (inside_ < 0) return refuse(std::move(waiting), "the instance does not run");
  const std::int64_t id = next_id_++;
  question["id"] = id;
  if (const auto sent = send_packet(inside_, question); !sent)
    return refuse(std::move(waiting), sent.error().message);
  waiting_.emplace(id, std::move(waiting));
}

// Who connects to a port speaks the command's language, not ours: to them it is just closed.
void Doors::refuse(Waiting waiting, const std::string& why) {
  if (waiting.purpose == Waiting::For::kPort) return;
  [[maybe_unused]] const auto ignored =
      send_packet(waiting.client.get(), {{"is", "refused"}, {"why", why}});
}

void Doors::answered(Packet packet) {
  const std::int64_t id = packet.body.int_or("id", 0);
  if (packet.body.string_or("is", "") == "ended") {
    if (const auto terminal = terminals_.find(id); terminal != terminals_.end()) [[maybe_unused]]
      const auto ignored = send_packet(
          terminal->second.get(), {{"is", "ended"}, {"status", packet.body.int_or("status", 0)}});
    return end_terminal(id);
  }
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return;
  Waiting waiting = std::move(found->second);
  waiting_.erase(found);
  if (!packet.fd) return refuse(std::move(waiting), packet.body.string_or("why", "refused"));
  if (waiting.purpose == Waiting::For::kPort)
    return start_relay(std::move(waiting.client), std::move(packet.fd));
  if (send_packet(waiting.client.get(), {{"is", "fd"}}, packet.fd.get()))
    keep_terminal(id, std::move(waiting.client));
}

// Whoever opened it says nothing more: what can be read is that they have gone.
void Doors::keep_terminal(std::int64_t id, io::Fd client) {
  loop_.watch(client.get(), POLLIN, [this, id](short) { end_terminal(id); });
  terminals_.emplace(id, std::move(client));
}

void Doors::end_terminal(std::int64_t id) {
  const auto found = terminals_.find(id);
  if (found == terminals_.end()) return;
  loop_.forget(found->second.get());
  terminals_.erase(found);
}

void Doors::start_relay(io::Fd client, io::Fd inside) {
  const auto place = relays_.emplace(relays_.end());
  *place = std::make_unique<Relay>(loop_, std::move(client), std::move(inside),
                                   [this, place] { relays_.erase(place); });
}

}  // namespace millrace::shim
