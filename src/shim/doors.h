// The ways into a running instance: the control socket (wake, terminals) and one UNIX socket for
// each declared port, bridged to the port inside. Lives in the shim's loop; one thread.
#pragma once
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "shim/instance_folder.h"
#include "shim/messages.h"
#include "shim/poll_loop.h"
#include "shim/relay.h"

namespace millrace::shim {

class Doors {
 public:
  Doors(PollLoop& loop, const InstanceFolder& folder, std::function<void()> woken)
      : loop_(loop), folder_(folder), woken_(std::move(woken)) {}
  ~Doors();
  Result<void> open(const std::vector<protocol::NamedPort>& ports);
  // The inner half to ask; -1: there is none yet, or no more.
  void set_inside(int control);
  // An answer of the inner half: fd{id}, refused{id, why} or ended{id, status}.
  void answered(Packet packet);

 private:
  struct Waiting {  // for an answer
    io::Fd client{};
    enum class For { kTerminal, kPort } purpose = For::kTerminal;
  };
  void accept_control();
  void hear_client(int fd);
  void accept_port(int listener, int port);
  void ask(json::Object question, Waiting waiting);
  static void refuse(Waiting waiting, const std::string& why);
  void start_relay(io::Fd client, io::Fd inside);
  void keep_terminal(std::int64_t id, io::Fd client);
  void end_terminal(std::int64_t id);

  PollLoop& loop_;
  const InstanceFolder& folder_;
  std::function<void()> woken_;
  int inside_ = -1;
  io::Fd control_{};
  std::vector<io::Fd> listeners_{};
  std::map<int, io::Fd> clients_{};  // connected, have not said yet what they want
  std::map<std::int64_t, Waiting> waiting_{};
  std::map<std::int64_t, io::Fd> terminals_{};  // who waits for their commands' ends
  std::list<std::unique_ptr<Relay>> relays_{};
  std::int64_t next_id_ = 1;
};

}  // namespace millrace::shim
