#include "cli/console.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "cli/terminal_mode.h"
#include "io/fd.h"

namespace millrace::cli {
namespace {

int number(Stream stream) {
  return static_cast<int>(stream);
}

class SystemConsole final : public Console {
 public:
  Delivery write_out(std::string_view bytes) override { return write_all(STDOUT_FILENO, bytes); }
  void write_err(std::string_view bytes) override { write_all(STDERR_FILENO, bytes); }

  Result<std::string> read_input(std::size_t max_bytes) override {
    std::string all;
    char buffer[65536];
    for (;;) {
      const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return base::from_errno(errno, "read standard input");
      if (n == 0) return all;
      all.append(buffer, static_cast<std::size_t>(n));
      if (all.size() > max_bytes) return fail(ErrorCode::kInvalid, "standard input is too long");
    }
  }

  bool is_terminal(Stream stream) override { return ::isatty(number(stream)) == 1; }

  int columns() override {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
  }

  Result<std::string> ask(std::string_view words) override {
    return ask_terminal(words, Echo::kOn);
  }
  Result<std::string> ask_secret(std::string_view words) override {
    return ask_terminal(words, Echo::kOff);
  }

 private:
  static Delivery write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return Delivery::kClosed;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return Delivery::kTaken;
  }

  // On the terminal itself, so that standard input and output stay the command's.
  static Result<std::string> ask_terminal(std::string_view words, Echo echo) {
    const io::Fd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC));
    if (!terminal) return fail(ErrorCode::kInvalid, "there is no terminal to ask on");
    const TerminalMode mode(terminal.get(), echo == Echo::kOff ? TerminalMode::Kind::kNoEcho
                                                               : TerminalMode::Kind::kAsIs);
    write_all(terminal.get(), words);
    std::string line;
    for (char c = 0; c != '\n';) {
      const ssize_t n = ::read(terminal.get(), &c, 1);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return fail(ErrorCode::kCancelled, "nothing was entered");
      if (c != '\n') line += c;
      if (line.size() > 4096) return fail(ErrorCode::kInvalid, "the answer is too long");
    }
    if (echo == Echo::kOff) write_all(terminal.get(), "\n");
    return line;
  }
};

}  // namespace

Console& system_console() {
  static SystemConsole console;
  return console;
}

}  // namespace millrace::cli
