#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "io/subprocess.h"
#include "io/timer.h"

namespace millrace::io {
namespace {

// The input as a file in memory: no pipe to feed, and no SIGPIPE when the child does not read it.
Result<Fd> input_file(const std::string& input) {
  Fd fd(::memfd_create("input", MFD_CLOEXEC));
  if (!fd) return base::from_errno(errno, "make the input");
  for (std::size_t done = 0; done < input.size();) {
    const ssize_t n = ::write(fd.get(), input.data() + done, input.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::from_errno(errno, "write the input");
    done += static_cast<std::size_t>(n);
  }
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

// Takes what is there now; closes `fd` at the end of the stream.
void drain(Fd& fd, std::string& into, std::size_t most, bool& cut) {
  std::array<char, 16384> buffer;
  while (fd) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return fd.reset();
    const std::size_t room = most - std::min(most, into.size());
    into.append(buffer.data(), std::min(room, static_cast<std::size_t>(n)));
    cut = cut || static_cast<std::size_t>(n) > room;
  }
}

}  // namespace

Result<Captured> capture(Command command, const CaptureOptions& options) {
  TRY_ASSIGN(const Fd input, input_file(options.input));
  command.in = Stream::to_fd(input.get());
  command.out = Stream::pipe();
  command.err = Stream::pipe();
  command.session = Command::Session::kNew;
  TRY_ASSIGN(const Timer timer, Timer::start(options.timeout));
  TRY_ASSIGN(auto process, Subprocess::spawn(command));
  for (const int fd : {process.out().get(), process.err().get()}) ::fcntl(fd, F_SETFL, O_NONBLOCK);

  Captured captured;
  const auto drain_both = [&] {
    drain(process.out(), captured.out, options.max_bytes, captured.cut);
    drain(process.err(), captured.err, options.max_bytes, captured.cut);
  };
  while (true) {
    std::array<pollfd, 4> polled{pollfd{timer.fd(), POLLIN, 0}, pollfd{process.pidfd(), POLLIN, 0},
                                 pollfd{process.out().get(), POLLIN, 0},
                                 pollfd{process.err().get(), POLLIN, 0}};
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR)
      return base::from_errno(errno, "wait for " + command.argv[0]);
    drain_both();
    // The child's end is the end: what a grandchild may still write into the pipe is not waited
    // for.
    if (polled[1].revents != 0) break;
    if (polled[0].revents != 0) {
      TRY(process.kill(SIGKILL, Subprocess::Target::kGroup));
      TRY(process.wait());
      return fail(ErrorCode::kTimeout, command.argv[0] + " took longer than " +
                                           std::to_string(options.timeout.count()) + " ms");
    }
  }
  drain_both();
  TRY(process.kill(SIGKILL, Subprocess::Target::kGroup));  // leave no stragglers
  TRY_ASSIGN(captured.status, process.wait());
  return captured;
}

}  // namespace millrace::io
