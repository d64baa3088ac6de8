// Keeps SIGPIPE from this thread while it lives: OpenSSL writes to sockets without MSG_NOSIGNAL,
// and a program such as `logs | head` still wants the signal for its own output.
#pragma once
#include <signal.h>
#include <time.h>

namespace millrace::net {

class SigpipeBlock {
 public:
  SigpipeBlock() {
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&own_);
    sigaddset(&own_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &own_, &before_);
  }
  ~SigpipeBlock() {
    const timespec at_once{};
    if (!was_pending_) sigtimedwait(&own_, nullptr, &at_once);  // takes one that we raised
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeBlock(const SigpipeBlock&) = delete;
  SigpipeBlock& operator=(const SigpipeBlock&) = delete;

 private:
  sigset_t own_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

}  // namespace millrace::net
