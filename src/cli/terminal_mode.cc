#include "cli/terminal_mode.h"

#include <signal.h>

#include "base/check.h"

namespace millrace::cli {
namespace {

// For the signal handler: what to put back, and where. -1: nothing.
volatile sig_atomic_t restore_fd = -1;
termios before;
constexpr int kEndingSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// tcsetattr and raise may be called from a handler (POSIX.1-2017, 2.4.3); SA_RESETHAND makes
// raise() deadly.
void put_back(int signal) {
  if (restore_fd >= 0) ::tcsetattr(restore_fd, TCSANOW, &before);
  ::raise(signal);
}

}  // namespace

TerminalMode::TerminalMode(int fd, Kind kind) : fd_(fd) {
  if (kind == Kind::kAsIs || ::tcgetattr(fd, &before) != 0) return;
  CHECK(restore_fd < 0);
  termios changed = before;
  if (kind == Kind::kRaw)
    ::cfmakeraw(&changed);
  else
    changed.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  restore_fd = fd;
  struct sigaction action {};
  action.sa_handler = put_back;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : kEndingSignals) ::sigaction(signal, &action, nullptr);
  // What was typed ahead is the command's; before a password it is not.
  ::tcsetattr(fd, kind == Kind::kRaw ? TCSADRAIN : TCSAFLUSH, &changed);
  changed_ = true;
}

TerminalMode::~TerminalMode() {
  if (!changed_) return;
  ::tcsetattr(fd_, TCSADRAIN, &before);
  restore_fd = -1;
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (const int signal : kEndingSignals) ::sigaction(signal, &action, nullptr);
}

}  // namespace millrace::cli
