// What the command line talks to: standard streams and the terminal, behind an interface so that
// every command is tested without one. A Console is used by one thread.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::cli {

enum class Stream { kIn, kOut, kErr };
enum class Delivery { kTaken, kClosed };  // kClosed: nobody reads standard output any more

class Console {
 public:
  virtual ~Console() = default;
  // Machine-readable output; kClosed tells a follower to end.
  virtual Delivery write_out(std::string_view bytes) = 0;
  virtual void write_err(std::string_view bytes) = 0;  // words for people
  virtual Result<std::string> read_input(std::size_t max_bytes) = 0;
  virtual bool is_terminal(Stream stream) = 0;
  virtual int columns() = 0;  // of the terminal; 80 where there is none
  // Asks on the terminal, without echo for secrets. kInvalid when there is no terminal to ask on.
  virtual Result<std::string> ask(std::string_view words) = 0;
  virtual Result<std::string> ask_secret(std::string_view words) = 0;
};

Console& system_console();

}  // namespace millrace::cli
