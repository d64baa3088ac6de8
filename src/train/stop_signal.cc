#include "train/stop_signal.h"

#include <signal.h>

namespace millrace::train {
namespace {

volatile sig_atomic_t asked = 0;

void take_note(int number) {
  if (asked != 0) {
    ::signal(number, SIG_DFL);
    ::raise(number);
  }
  asked = 1;
}

void handle(void (*how)(int)) {
  struct sigaction action {};
  action.sa_handler = how;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
}

}  // namespace

StopSignal::StopSignal() {
  asked = 0;
  handle(&take_note);
}
StopSignal::~StopSignal() {
  handle(SIG_DFL);
}
bool StopSignal::wanted() {
  return asked != 0;
}

}  // namespace millrace::train
