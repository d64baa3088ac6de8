// What is said over the socket of `exec`. Binary messages are bytes of the command's input or
// output; text messages are JSON: from here {"resize":{"columns","rows"}} and {"eof":true}, from
// there
// {"exit":{"code":N}} or {"error":{"detail"}}. Pure but for the socket; one user.
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
  Result<void> end_of_input();
  Result<void> resized(TerminalSize size);
  // Takes what has arrived; the command's exit status once it has ended.
  Result<std::optional<int>> receive();

 private:
  Socket& socket_;
  Console& console_;
};

}  // namespace millrace::cli
