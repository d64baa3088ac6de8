// The program's own log: one line of text per event on standard error, RFC 3339 time first.
// Thread-safe: a line is one write(2). Not the event log (store/), which is for users.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace millrace::base {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

// log(kInfo, "net", "listening", {{"address", "127.0.0.1:7070"}})
void log(LogLevel level, std::string_view module, std::string_view message, LogFields fields = {});
void set_log_level(LogLevel lowest);

}  // namespace millrace::base

namespace millrace {
inline void log_debug(std::string_view module, std::string_view message, base::LogFields f = {}) {
  base::log(base::LogLevel::kDebug, module, message, f);
}
inline void log_info(std::string_view module, std::string_view message, base::LogFields f = {}) {
  base::log(base::LogLevel::kInfo, module, message, f);
}
inline void log_warning(std::string_view module, std::string_view message, base::LogFields f = {}) {
  base::log(base::LogLevel::kWarning, module, message, f);
}
inline void log_error(std::string_view module, std::string_view message, base::LogFields f = {}) {
  base::log(base::LogLevel::kError, module, message, f);
}
}  // namespace millrace
