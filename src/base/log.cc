#include "base/log.h"

#include <unistd.h>

#include <atomic>

#include "base/clock.h"

namespace millrace::base {
namespace {
std::atomic<LogLevel> lowest_level{LogLevel::kInfo};
constexpr std::string_view kWords[] = {"debug", "info", "warning", "error"};

// Control characters would let logged input forge lines.
void append_escaped(std::string& line, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') line += '\\';
    if (u < 0x20 || u == 0x7f) {
      line += {'\\', 'x', kHex[u >> 4], kHex[u & 15]};
    } else {
      line += c;
    }
  }
}
}  // namespace

void set_log_level(LogLevel lowest) { lowest_level = lowest; }

void log(LogLevel level, std::string_view module, std::string_view message, LogFields fields) {
  if (level < lowest_level.load(std::memory_order_relaxed)) return;
  std::string line = format_rfc3339(system_clock().now());
  line += ' ';
  line += kWords[static_cast<std::size_t>(level)];
  line += ' ';
  line += module;
  line += ": ";
  append_escaped(line, message);
  for (const auto& [key, value] : fields) {
    line += ' ';
    line += key;
    line += "=\"";
    append_escaped(line, value);
    line += '"';
  }
  line += '\n';
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace millrace::base
