// What a subcommand of millrace-engine is: a name, its flags and one function. Each lives in a file
// of commands/ and has a line in commands.cc. Values; a command runs on the main thread.
#pragma once
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/console.h"
#include "engine/flags.h"

namespace millrace::engine {

struct Command {
  std::string_view name;
  std::string_view summary;  // one line for the list of commands
  std::vector<Flag> flags;
  Result<void> (*run)(const Flags& flags, Console& console);
};

// All of them, in the order in which they are listed.
const std::vector<Command>& commands();

// Runs the command that argv[0] names; the exit status. `words` is argv without the program.
int run(const std::vector<std::string>& words, Console& console);

}  // namespace millrace::engine
