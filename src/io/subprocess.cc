#include "io/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/strings.h"
#include "io/timer.h"

namespace millrace::io {
namespace {

// All that the child needs, made before fork(): between fork and exec only calls that are safe in
// a signal handler may run, because another thread may have held any lock at the fork.
struct Plan {
  std::string program;
  std::vector<char*> argv, envp;
  const char* directory = nullptr;
  bool new_session = false;
  std::vector<std::pair<int, int>> descriptors;  // (ours, the child's), -1: as it is
  int lowest_free = 3;                           // above every number in the child
  int report = -1;                               // errno goes here when exec fails
};

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (const auto& s : strings) out.push_back(const_cast<char*>(s.c_str()));
  out.push_back(nullptr);
  return out;
}

[[noreturn]] void give_up(int report) {
  const int error = errno;
  [[maybe_unused]] const auto n = ::write(report, &error, sizeof error);
  ::_exit(127);
}

void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void run_child(Plan& plan) {
  reset_signals();
  if (plan.new_session && ::setsid() < 0) give_up(plan.report);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  // First above all targets, then down: so no source is overwritten before it is used.
  const int report = ::fcntl(plan.report, F_DUPFD_CLOEXEC, plan.lowest_free);
  if (report < 0) give_up(plan.report);
  for (auto& [ours, theirs] : plan.descriptors) {
    if (ours >= 0) ours = ::fcntl(ours, F_DUPFD_CLOEXEC, plan.lowest_free);
    if (ours < 0) give_up(report);
  }
  for (const auto& [ours, theirs] : plan.descriptors)
    if (::dup2(ours, theirs) < 0) give_up(report);
  if (plan.directory && ::chdir(plan.directory) != 0) give_up(report);
  ::execve(plan.program.c_str(), plan.argv.data(), plan.envp.data());
  give_up(report);
}

struct Pipe {
  Fd read, write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::from_errno(errno, "make a pipe");
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

Result<Fd> open_path(const std::string& path, int flags) {
  Fd fd(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, 0640));
  if (!fd) return base::from_errno(errno, "open " + path);
  return fd;
}

// The child's end in `child`, ours (of a pipe) in `ours`; both empty for kInherit.
Result<void> open_stream(const Stream& stream, int number, Fd& child, Fd& ours) {
  switch (stream.kind) {
    case Stream::Kind::kInherit: return {};
    case Stream::Kind::kNull: {
      TRY_ASSIGN(child, open_path("/dev/null", O_RDWR));
      return {};
    }
    case Stream::Kind::kReadFile: {
      TRY_ASSIGN(child, open_path(stream.path, O_RDONLY));
      return {};
    }
    case Stream::Kind::kAppendFile: {
      TRY_ASSIGN(child, open_path(stream.path, O_WRONLY | O_APPEND | O_CREAT));
      return {};
    }
    case Stream::Kind::kFd: {
      child = Fd(::fcntl(stream.fd, F_DUPFD_CLOEXEC, 3));
      if (!child) return base::from_errno(errno, "pass a descriptor");
      return {};
    }
    case Stream::Kind::kPipe: {
      TRY_ASSIGN(Pipe pipe, make_pipe());
      child = std::move(number == 0 ? pipe.read : pipe.write);
      ours = std::move(number == 0 ? pipe.write : pipe.read);
      return {};
    }
  }
  return {};
}

}  // namespace

std::string ExitStatus::to_string() const {
  return signal != 0 ? "killed by signal " + std::to_string(signal)
                     : "exit status " + std::to_string(code);
}

Result<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  for (const auto folder : base::split(path ? path : "/usr/bin:/bin", ':')) {
    const std::string candidate = std::string(folder.empty() ? "." : folder) + "/" + name;
    struct stat info {};
    if (::stat(candidate.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
        ::access(candidate.c_str(), X_OK) == 0)
      return candidate;
  }
  return fail(ErrorCode::kNotFound, "no program " + name + " on PATH");
}

Result<Subprocess> Subprocess::spawn(const Command& command) {
  if (command.argv.empty()) return fail(ErrorCode::kInvalid, "a command needs a program");
  Plan plan;
  TRY_ASSIGN(plan.program, find_program(command.argv[0]));
  plan.argv = pointers(command.argv);
  if (command.environment) {
    plan.envp = pointers(*command.environment);
  } else {
    for (char** e = environ; *e != nullptr; ++e) plan.envp.push_back(*e);
    plan.envp.push_back(nullptr);
  }
  if (!command.directory.empty()) plan.directory = command.directory.c_str();
  plan.new_session = command.session == Command::Session::kNew;

  Subprocess process;
  std::array<Fd, 3> ends;
  TRY(open_stream(command.in, 0, ends[0], process.in_));
  TRY(open_stream(command.out, 1, ends[1], process.out_));
  TRY(open_stream(command.err, 2, ends[2], process.err_));
  for (int i = 0; i < 3; ++i)
    if (ends[static_cast<std::size_t>(i)])
      plan.descriptors.emplace_back(ends[static_cast<std::size_t>(i)].get(), i);
  for (const auto& [ours, theirs] : command.pass) {
    if (ours < 0 || theirs < 3) return fail(ErrorCode::kInvalid, "passed descriptors start at 3");
    plan.descriptors.emplace_back(ours, theirs);
    plan.lowest_free = std::max(plan.lowest_free, theirs + 1);
  }
  TRY_ASSIGN(Pipe report, make_pipe());
  plan.report = report.write.get();

  const pid_t pid = ::fork();
  if (pid < 0) return base::from_errno(errno, "start " + command.argv[0]);
  if (pid == 0) run_child(plan);
  process.pid_ = pid;
  process.pidfd_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  report.write.reset();
  int child_error = 0;
  ssize_t n = 0;
  do {
    n = ::read(report.read.get(), &child_error, sizeof child_error);
  } while (n < 0 && errno == EINTR);
  if (n == sizeof child_error) {
    process.end();
    const std::string where = plan.directory ? " in " + command.directory : "";
    return base::from_errno(child_error, "start " + command.argv[0] + where);
  }
  if (!process.pidfd_) return base::from_errno(EMFILE, "watch " + command.argv[0]);
  return process;
}

Subprocess::Subprocess(Subprocess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)),
      in_(std::move(other.in_)), out_(std::move(other.out_)), err_(std::move(other.err_)),
      status_(std::exchange(other.status_, std::nullopt)) {}

Subprocess& Subprocess::operator=(Subprocess&& other) noexcept {
  if (this == &other) return *this;
  end();
  pid_ = std::exchange(other.pid_, -1);
  pidfd_ = std::move(other.pidfd_);
  in_ = std::move(other.in_);
  out_ = std::move(other.out_);
  err_ = std::move(other.err_);
  status_ = std::exchange(other.status_, std::nullopt);
  return *this;
}

Subprocess::~Subprocess() { end(); }

void Subprocess::end() {
  if (pid_ < 0 || status_) return;
  ::kill(pid_, SIGKILL);  // not reaped yet: the number is still ours
  int raw = 0;
  while (::waitpid(pid_, &raw, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

Result<std::optional<ExitStatus>> Subprocess::reap(int options) {
  if (status_) return status_;
  if (pid_ < 0) return fail(ErrorCode::kInvalid, "the process was released");
  int raw = 0;
  pid_t got = 0;
  do {
    got = ::waitpid(pid_, &raw, options);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return base::from_errno(errno, "wait for a process");
  if (got == 0) return std::optional<ExitStatus>{};
  status_ = WIFSIGNALED(raw) ? ExitStatus{.signal = WTERMSIG(raw)}
                             : ExitStatus{.code = WEXITSTATUS(raw)};
  return status_;
}

Result<ExitStatus> Subprocess::wait() {
  TRY_ASSIGN(const auto status, reap(0));
  return *status;
}

Result<std::optional<ExitStatus>> Subprocess::wait_for(base::Duration timeout) {
  if (status_ || pid_ < 0) return reap(WNOHANG);
  TRY_ASSIGN(const Timer timer, Timer::start(timeout));
  std::array<pollfd, 2> polled{pollfd{pidfd_.get(), POLLIN, 0}, pollfd{timer.fd(), POLLIN, 0}};
  while (::poll(polled.data(), polled.size(), -1) < 0 && errno == EINTR) {
  }
  return reap(WNOHANG);
}

Result<void> Subprocess::kill(int signal, Target target) {
  if (pid_ < 0) return fail(ErrorCode::kInvalid, "the process was released");
  // After the reap the number may be another's. Its group is ours as long as it has members, but
  // that cannot be known, so what is left of a group is killed before the reap.
  if (status_) return {};
  if (::kill(target == Target::kGroup ? -pid_ : pid_, signal) != 0 && errno != ESRCH)
    return base::from_errno(errno, "signal process " + std::to_string(pid_));
  return {};
}

pid_t Subprocess::release() { return std::exchange(pid_, -1); }

}  // namespace millrace::io
