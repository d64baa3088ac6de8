// The ways into an instance: terminals and ports, by its shim's sockets.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <cerrno>

#include "io/socket.h"
#include "runtime/local/local_runtime.h"
#include "shim/messages.h"

namespace millrace::runtime {
namespace {

constexpr timeval kAnswerWithin{10, 0};

class LocalTerminal final : public Terminal {
 public:
  LocalTerminal(io::Fd fd, io::Fd shim) : fd_(std::move(fd)), shim_(std::move(shim)) {
    ::fcntl(fd_.get(), F_SETFL, O_NONBLOCK);
  }
  int fd() const override { return fd_.get(); }
  Result<void> resize(int columns, int rows) override {
    const winsize size{static_cast<unsigned short>(rows), static_cast<unsigned short>(columns), 0,
                       0};
    if (::ioctl(fd_.get(), TIOCSWINSZ, &size) != 0)
      return base::from_errno(errno, "resize the terminal");
    return {};
  }
  int end_fd() const override { return shim_.get(); }
  std::optional<int> exit_code() override {
    const auto packet = shim::receive_packet(shim_.get());
    if (!packet || !*packet) return std::nullopt;
    const int status = static_cast<int>((*packet)->body.int_or("status", 0));
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  io::Fd fd_;
  io::Fd shim_;  // the connection over which it was opened
};

}  // namespace

Result<std::unique_ptr<Terminal>> LocalRuntime::open_terminal(
    const AttemptKey& key, std::int64_t number, const std::vector<std::string>& command,
    int columns, int rows) {
  TRY(check_instance(key, number));
  auto socket = io::connect_unix(folder(key, number).control_socket());
  if (!socket) return fail(ErrorCode::kConflict, "the instance does not run");
  ::setsockopt(socket->get(), SOL_SOCKET, SO_RCVTIMEO, &kAnswerWithin, sizeof kAnswerWithin);
  json::Array words(command.begin(), command.end());
  TRY(shim::send_packet(
      socket->get(),
      {{"do", "terminal"}, {"command", std::move(words)}, {"columns", columns}, {"rows", rows}}));
  TRY_ASSIGN(auto answer, shim::receive_packet(socket->get()));
  if (!answer) return fail(ErrorCode::kConflict, "the instance ended");
  if (!answer->fd) return fail(ErrorCode::kConflict, answer->body.string_or("why", "refused"));
  return std::unique_ptr<Terminal>(new LocalTerminal(std::move(answer->fd), *std::move(socket)));
}

Result<Endpoint> LocalRuntime::endpoint(const AttemptKey& key, std::int64_t number,
                                        const std::string& port_name) {
  TRY(check_instance(key, number));
  TRY_ASSIGN(const auto spec, folder(key, number).spec());
  for (const auto& port : spec.ports)
    if (port.name == port_name)
      return Endpoint{.unix_socket = folder(key, number).port_socket(port_name)};
  return fail(ErrorCode::kNotFound, "no port " + port_name + " is declared");
}

}  // namespace millrace::runtime
