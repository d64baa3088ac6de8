// Where a command reads and writes: lines in, results out, words for people beside them. The real
// one is standard input, output and error; tests have their own. One thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace millrace::engine {

class Console {
 public:
  virtual ~Console() = default;
  virtual std::optional<std::string> read_line() = 0;  // without its end; nullopt at the end
  virtual void print(std::string_view text) = 0;       // to programs: standard output, as it is
  virtual void note(std::string_view line) = 0;        // to people: standard error, a whole line
};

Console& system_console();

}  // namespace millrace::engine
