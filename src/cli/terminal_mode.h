// Changes a terminal's mode and puts it back: at the end of scope and when a signal ends the
// program. At most one at a time.
#pragma once
#include <termios.h>

namespace millrace::cli {

enum class Echo { kOn, kOff };

class TerminalMode {
 public:
  enum class Kind { kAsIs, kNoEcho, kRaw };
  // Does nothing where `fd` is no terminal.
  TerminalMode(int fd, Kind kind);
  ~TerminalMode();
  TerminalMode(const TerminalMode&) = delete;
  TerminalMode& operator=(const TerminalMode&) = delete;

 private:
  int fd_;
  bool changed_ = false;
};

}  // namespace millrace::cli
