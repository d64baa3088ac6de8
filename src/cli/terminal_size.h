// The size of the terminal, and word of its changes. System calls only; one user.
#pragma once
#include "io/fd.h"

namespace millrace::cli {

struct TerminalSize {
  int columns = 80, rows = 24;
  bool operator==(const TerminalSize&) const = default;
};
TerminalSize terminal_size(int fd);  // 80 × 24 where it is no terminal

// Readable (a byte or more) whenever SIGWINCH came; at most one at a time.
class ResizeSignal {
 public:
  ResizeSignal();
  ~ResizeSignal();
  ResizeSignal(const ResizeSignal&) = delete;
  ResizeSignal& operator=(const ResizeSignal&) = delete;
  int fd() const { return read_end_.get(); }
  void take();  // until it is not readable

 private:
  io::Fd read_end_, write_end_;
};

}  // namespace millrace::cli
