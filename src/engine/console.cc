#include "engine/console.h"

#include <cstdio>
#include <cstdlib>

namespace millrace::engine {
namespace {

class SystemConsole final : public Console {
 public:
  ~SystemConsole() override { std::free(line_); }
  std::optional<std::string> read_line() override {
    const ssize_t length = ::getline(&line_, &capacity_, stdin);
    if (length < 0) return std::nullopt;
    std::string line(line_, static_cast<std::size_t>(length));
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    return line;
  }
  void print(std::string_view text) override {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }
  void note(std::string_view line) override {
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fputc('\n', stderr);
  }

 private:
  char* line_ = nullptr;
  std::size_t capacity_ = 0;
};

}  // namespace

Console& system_console() {
  static SystemConsole console;
  return console;
}

}  // namespace millrace::engine
