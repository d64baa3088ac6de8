// exec: a command beside a running instance, with our terminal as its terminal.
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/encode.h"
#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/command.h"
#include "cli/exec_session.h"
#include "cli/terminal_mode.h"

namespace millrace::cli {
namespace {

enum class Input { kOpen, kEnded };

Result<Input> forward_input(ExecSession& session) {
  char buffer[16384];
  const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
  if (n < 0 && errno == EINTR) return Input::kOpen;
  if (n <= 0) {
    TRY(session.end_of_input());
    return Input::kEnded;
  }
  TRY(session.input({buffer, static_cast<std::size_t>(n)}));
  return Input::kOpen;
}

// Until the command ends. The terminal is put back by `mode` of the caller whatever happens here.
Result<int> pump(Socket& socket, ExecSession& session, ResizeSignal* resize) {
  Input input = Input::kOpen;
  for (;;) {
    TRY_ASSIGN(const auto status, session.receive());
    if (status) return *status;
    pollfd fds[3] = {{socket.readable_fd(), POLLIN, 0},
                     {input == Input::kOpen ? STDIN_FILENO : -1, POLLIN, 0},
                     {resize ? resize->fd() : -1, POLLIN, 0}};
    if (::poll(fds, 3, -1) < 0) {
      if (errno == EINTR) continue;
      return base::from_errno(errno, "wait for input");
    }
    if (fds[1].revents != 0) {
      TRY_ASSIGN(input, forward_input(session));
    }
    if (fds[2].revents != 0) {
      resize->take();
      TRY(session.resized(terminal_size(STDIN_FILENO)));
    }
  }
}

}  // namespace

Result<int> run_exec(Context& context, const Args& args) {
  TRY_ASSIGN(const Address address, object_address(context, args));
  TRY_ASSIGN(const auto instance, args.number("--instance", 0, 1'000'000));
  if (args.rest.empty())
    return fail(ErrorCode::kInvalid,
                "say what to run behind --, as: exec training-jobs hello -- bash");
  const bool terminal = !args.has("--no-tty") && context.console.is_terminal(Stream::kIn);
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  Query query;
  for (const std::string& word : args.rest) query.emplace_back("command", word);
  if (terminal) {
    const TerminalSize size = terminal_size(STDIN_FILENO);
    query.emplace_back("columns", std::to_string(size.columns));
    query.emplace_back("rows", std::to_string(size.rows));
  }
  TRY_ASSIGN(const auto socket,
             api.open_socket(fmt::format("{}/runs/{}/instances/{}/exec", address.object(),
                                         base::percent_encode(args.value("--run", "current")),
                                         instance.value_or(0)),
                             query));
  ExecSession session(*socket, context.console);
  if (!terminal) return pump(*socket, session, nullptr);
  ResizeSignal resize;
  const TerminalMode mode(STDIN_FILENO, TerminalMode::Kind::kRaw);
  return pump(*socket, session, &resize);
}

}  // namespace millrace::cli
