// Starting programs from the inner half: as the command of the instance, or at a terminal. Only for
// a process with one thread.
#pragma once
#include <sys/types.h>

#include "io/fd.h"
#include "shim/plan.h"

namespace millrace::shim {

struct Terminal {
  io::Fd master{}, slave{};
};
Result<Terminal> new_terminal(int columns, int rows);

struct Launch {
  const std::vector<std::string>* command = nullptr;
  const std::vector<protocol::EnvironmentVariable>* env = nullptr;
  int terminal = -1;  // slave to be its terminal; -1: our output, and no input
};
// A session of its own. kNotFound and others when the program cannot be executed.
Result<pid_t> launch(const Launch&);

}  // namespace millrace::shim
