#include "shim/launch.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "shim/cgroup_files.h"

namespace millrace::shim {
namespace {

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (auto& s : strings) out.push_back(s.data());
  out.push_back(nullptr);
  return out;
}

void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void set_streams(int terminal) {
  if (terminal >= 0) {
    ::ioctl(terminal, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; ++fd) ::dup2(terminal, fd);
    return;
  }
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(null, 0);
}

[[noreturn]] void become_command(const Launch& what, int report) {
  ::setsid();
  reset_signals();
  // Under memory pressure the command goes before its keeper. The file is ours only when dumpable.
  ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  [[maybe_unused]] const auto ignored = put("/proc/self/oom_score_adj", "500");
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  set_streams(what.terminal);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  std::vector<std::string> variables;
  for (const auto& variable : *what.env) variables.push_back(variable.name + "=" + variable.value);
  auto words = *what.command;
  auto environment = pointers(variables);
  environ = environment.data();  // execvp looks along the command's own PATH
  ::execvp(words[0].c_str(), pointers(words).data());
  const int error = errno;
  [[maybe_unused]] const auto n = ::write(report, &error, sizeof error);
  ::_exit(127);
}

}  // namespace

Result<Terminal> new_terminal(int columns, int rows) {
  Terminal out;
  out.master = io::Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!out.master || ::grantpt(out.master.get()) != 0 || ::unlockpt(out.master.get()) != 0)
    return base::from_errno(errno, "make a terminal");
  std::array<char, 64> name{};
  if (::ptsname_r(out.master.get(), name.data(), name.size()) != 0)
    return base::from_errno(errno, "name the terminal");
  out.slave = io::Fd(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!out.slave) return base::from_errno(errno, "open the terminal");
  const winsize size{static_cast<unsigned short>(rows), static_cast<unsigned short>(columns), 0, 0};
  ::ioctl(out.slave.get(), TIOCSWINSZ, &size);
  return out;
}

Result<pid_t> launch(const Launch& what) {
  if (what.command->empty()) return fail(ErrorCode::kInvalid, "the command is empty");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::from_errno(errno, "make a pipe");
  io::Fd read_end(ends[0]), write_end(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return base::from_errno(errno, "fork");
  if (pid == 0) become_command(what, write_end.get());
  write_end.reset();
  int error = 0;
  ssize_t n = 0;
  do {
    n = ::read(read_end.get(), &error, sizeof error);
  } while (n < 0 && errno == EINTR);
  if (n <= 0) return pid;
  ::waitpid(pid, nullptr, 0);
  return base::from_errno(error, "start " + what.command->front());
}

}  // namespace millrace::shim
