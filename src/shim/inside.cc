#include "shim/inside.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>

#include "io/socket.h"
#include "shim/launch.h"
#include "shim/messages.h"
#include "shim/poll_loop.h"
#include "shim/privileges.h"

namespace millrace::shim {
namespace {

constexpr base::Duration kConnectTimeout{500};

class Inside {
 public:
  Inside() : control_(kControlFd) { ::fcntl(kControlFd, F_SETFD, FD_CLOEXEC); }

  Result<void> start() {
    TRY(read_order());
    TRY(watch_children());
    TRY(give_up_privileges(order_));
    if (::chdir(order_.working_directory.c_str()) != 0)
      return base::from_errno(errno, "enter the working directory " + order_.working_directory);
    return {};
  }

  Result<void> start_command() {
    TRY_ASSIGN(command_, launch({.command = &order_.command, .env = &order_.env}));
    return {};
  }

  void say(json::Object what, int fd = -1) {
    // When nobody listens any more the loop sees the end and dies.
    [[maybe_unused]] const auto ignored = send_packet(control_.get(), what, fd);
  }

  [[noreturn]] void serve() {
    loop_.watch(control_.get(), POLLIN, [this](short) { hear(); });
    loop_.watch(signals_.get(), POLLIN, [this](short) { reap(); });
    while (true)
      if (!loop_.run_once(base::Duration(-1))) die();
  }

 private:
  Result<void> read_order() {
    const io::Fd fd(kOrderFd);
    std::string text;
    std::array<char, 16384> buffer;
    ssize_t n = 0;
    while ((n = ::pread(fd.get(), buffer.data(), buffer.size(), static_cast<off_t>(text.size()))) >
           0)
      text.append(buffer.data(), static_cast<std::size_t>(n));
    if (n < 0) return base::from_errno(errno, "read the order");
    TRY_ASSIGN(const json::Value document, json::parse(text));
    describe::decode_stored(describe::Described<InsideOrder>::get(), document, &order_);
    return {};
  }

  Result<void> watch_children() {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &child, nullptr);
    signals_ = io::Fd(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_) return base::from_errno(errno, "watch for children");
    return {};
  }

  // As PID 1: the kernel kills every process of the sandbox with us.
  [[noreturn]] static void die() { ::_exit(1); }

  void reap() {
    signalfd_siginfo info{};
    while (::read(signals_.get(), &info, sizeof info) > 0) {
    }
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;)
      if (pid == command_) {
        command_ = -1;
        say({{"is", "exited"}, {"status", status}});
      } else if (const auto found = terminals_.find(pid); found != terminals_.end()) {
        say({{"is", "ended"}, {"id", found->second}, {"status", status}});
        terminals_.erase(found);
      }
  }

  void hear() {
    auto packet = receive_packet(control_.get());
    if (!packet || !*packet) die();
    const json::Value& body = (*packet)->body;
    const std::string what = body.string_or("do", "");
    if (what == "signal") signal_command(static_cast<int>(body.int_or("number", SIGTERM)));
    if (what == "terminal") answer(body, open_terminal(body));
    if (what == "connect") answer(body, connect(body));
  }

  void signal_command(int number) {
    if (command_ > 0) ::kill(-command_, number);
  }

  void answer(const json::Value& body, const Result<io::Fd>& fd) {
    const json::Value id(body.int_or("id", 0));
    if (fd)
      say({{"is", "fd"}, {"id", id}}, fd->get());
    else
      say({{"is", "refused"}, {"id", id}, {"why", fd.error().message}});
  }

  Result<io::Fd> open_terminal(const json::Value& body) {
    std::vector<std::string> command;
    if (const auto* words = body.find("command"); words && words->as_array())
      for (const auto& word : *words->as_array())
        if (const auto* text = word.as_string()) command.push_back(*text);
    TRY_ASSIGN(Terminal terminal, new_terminal(static_cast<int>(body.int_or("columns", 80)),
                                               static_cast<int>(body.int_or("rows", 24))));
    auto env = order_.env;
    env.push_back({"TERM", "xterm-256color"});
    TRY_ASSIGN(const pid_t pid,
               launch({.command = &command, .env = &env, .terminal = terminal.slave.get()}));
    terminals_[pid] = body.int_or("id", 0);
    return std::move(terminal.master);
  }

  static Result<io::Fd> connect(const json::Value& body) {
    const auto port = static_cast<std::uint16_t>(body.int_or("port", 0));
    auto fd = io::connect_tcp("127.0.0.1", port, kConnectTimeout);
    return fd ? std::move(fd) : io::connect_tcp("::1", port, kConnectTimeout);
  }

  io::Fd control_, signals_{};
  InsideOrder order_{};
  pid_t command_ = -1;
  std::map<pid_t, std::int64_t> terminals_{};  // commands at terminals, and who asked for them
  PollLoop loop_{};
};

std::string why_not_started(const Error& error) {
  const bool missing = error.code == ErrorCode::kNotFound;
  return (missing ? "CommandNotFound: " : "CommandNotStarted: ") + error.message;
}

}  // namespace

int run_inside() {
  ::signal(SIGPIPE, SIG_IGN);
  Inside inside;
  if (const auto ready = inside.start(); !ready) {
    inside.say({{"is", "failed"}, {"why", "SandboxFailed: " + ready.error().message}});
    return 1;
  }
  if (const auto started = inside.start_command(); !started) {
    inside.say({{"is", "failed"}, {"why", why_not_started(started.error())}});
    return 1;
  }
  inside.say({{"is", "started"}});
  inside.serve();
}

}  // namespace millrace::shim
