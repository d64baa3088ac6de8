#include "cli/terminal_size.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/check.h"

namespace millrace::cli {
namespace {

volatile sig_atomic_t wake_fd = -1;

void on_resize(int) {
  const char byte = 0;
  // A full pipe is as good: the reader wakes anyhow.
  if (wake_fd >= 0 && ::write(wake_fd, &byte, 1) < 0) return;
}

}  // namespace

TerminalSize terminal_size(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {size.ws_col, size.ws_row};
}

ResizeSignal::ResizeSignal() {
  CHECK(wake_fd < 0);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;  // then sizes stay as at the start
  read_end_ = io::Fd(ends[0]);
  write_end_ = io::Fd(ends[1]);
  wake_fd = write_end_.get();
  struct sigaction action {};
  action.sa_handler = on_resize;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGWINCH, &action, nullptr);
}

ResizeSignal::~ResizeSignal() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  ::sigaction(SIGWINCH, &action, nullptr);
  wake_fd = -1;
}

void ResizeSignal::take() {
  char bytes[64];
  while (::read(read_end_.get(), bytes, sizeof bytes) > 0) continue;
}

}  // namespace millrace::cli
