// The way to the world outside for a sandbox that was started without root: slirp4netns, a TCP/IP
// stack of the user's own at the other end of the sandbox's only interface. bubblewrap says which
// process holds the new network, and waits until it is connected. One thread.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "io/subprocess.h"

namespace millrace::shim {

// Where names are asked for inside; slirp4netns passes the questions on.
inline constexpr std::string_view kUserNetworkResolver = "10.0.2.3";

class UserNetwork {
 public:
  // The program on our PATH; kUnavailable with words why the network cannot be had here.
  static Result<std::string> program();

  static Result<UserNetwork> prepare();
  // For bubblewrap: words before the command, and the descriptors that they name.
  static std::vector<std::string> arguments();
  std::vector<std::pair<int, int>> passed() const;
  // After bubblewrap was started: connects its network and lets it go on. kUnavailable with words
  // when either of them gave up. The connection ends with this object, and with this process.
  Result<void> connect(const std::string& program);

 private:
  struct Pipe {
    io::Fd read, write;
  };
  static Result<Pipe> pipe();
  UserNetwork(Pipe info, Pipe block) : info_(std::move(info)), block_(std::move(block)) {}
  Result<int> process_inside();

  Pipe info_, block_, life_{};
  std::vector<io::Subprocess> slirp_{};  // none before connect()
};

}  // namespace millrace::shim
