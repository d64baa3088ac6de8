// What is said over the socket of `exec`: binary messages are bytes of the terminal there, text
// messages are JSON: {"resize":{"columns","rows"}} from here, and {"exit":{"code":N}} from there
// before it closes. Pure but for the socket; one user.
#pragma once
#include <optional>
#include <string_view>

#include "cli/console.h"
#include "cli/socket.h"
#include "cli/terminal_size.h"

namespace millrace::cli {

class ExecSession {
 public:
  ExecSession(Socket& socket, Console& console) : socket_(socket), console_(console) {}
  Result<void> input(std::string_view bytes);
  Result<void> end_of_input();  // as Ctrl-D does it
  Result<void> resized(TerminalSize size);
  // Takes what has arrived; the command's exit status once it has ended.
  Result<std::optional<int>> receive();

 private:
  Socket& socket_;
  Console& console_;
};

}  // namespace millrace::cli
