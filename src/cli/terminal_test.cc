// A terminal's mode is put back on every way out. Uses a pseudo-terminal of its own.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/terminal_mode.h"
#include "cli/terminal_size.h"
#include "io/fd.h"

namespace millrace::cli {
namespace {

class TerminalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    leader_ = io::Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_TRUE(leader_);
    ASSERT_EQ(::grantpt(leader_.get()), 0);
    ASSERT_EQ(::unlockpt(leader_.get()), 0);
    follower_ = io::Fd(::open(::ptsname(leader_.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_TRUE(follower_);
  }
  tcflag_t local_flags() {
    termios mode{};
    EXPECT_EQ(::tcgetattr(follower_.get(), &mode), 0);
    return mode.c_lflag;
  }
  io::Fd leader_, follower_;
};

TEST_F(TerminalTest, ModesEndWithTheirScope) {
  const tcflag_t before = local_flags();
  ASSERT_NE(before & ECHO, 0U);
  {
    const TerminalMode raw(follower_.get(), TerminalMode::Kind::kRaw);
    EXPECT_EQ(local_flags() & (ECHO | ICANON | ISIG), 0U);
  }
  EXPECT_EQ(local_flags(), before);
  {
    const TerminalMode silent(follower_.get(), TerminalMode::Kind::kNoEcho);
    EXPECT_EQ(local_flags(), before & ~static_cast<tcflag_t>(ECHO));
  }
  EXPECT_EQ(local_flags(), before);
}

TEST_F(TerminalTest, SignalsPutTheModeBackAndStillEndTheProgram) {
  const tcflag_t before = local_flags();
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const TerminalMode raw(follower_.get(), TerminalMode::Kind::kRaw);
      if (::write(ready[1], "r", 1) != 1) ::_exit(1);
      for (;;) ::pause();
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    EXPECT_EQ(local_flags() & ECHO, 0U);
    ASSERT_EQ(::kill(child, signal), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal) << signal;
    EXPECT_EQ(local_flags(), before) << signal;
    ::close(ready[0]);
    ::close(ready[1]);
  }
}

TEST_F(TerminalTest, NoTerminalIsLeftAlone) {
  const io::Fd file(::open("/dev/null", O_RDWR | O_CLOEXEC));
  const TerminalMode raw(file.get(), TerminalMode::Kind::kRaw);
  EXPECT_EQ(terminal_size(file.get()), TerminalSize{});
}

TEST_F(TerminalTest, ResizesAreHeardOf) {
  winsize size{};
  size.ws_col = 132;
  size.ws_row = 50;
  ASSERT_EQ(::ioctl(leader_.get(), TIOCSWINSZ, &size), 0);
  EXPECT_EQ(terminal_size(follower_.get()), (TerminalSize{132, 50}));
  ResizeSignal resize;
  ASSERT_EQ(::raise(SIGWINCH), 0);
  char byte = 1;
  EXPECT_EQ(::read(resize.fd(), &byte, 1), 1);
  ASSERT_EQ(::raise(SIGWINCH), 0);
  resize.take();
  EXPECT_EQ(::read(resize.fd(), &byte, 1), -1);
}

}  // namespace
}  // namespace millrace::cli
