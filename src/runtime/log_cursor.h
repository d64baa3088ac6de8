// Where a reader of a log wants to begin: "", a byte offset into all that was ever written,
// "tail:N" lines, or "since:UNIX_MS". Pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "protocol/run_spec.h"

namespace millrace::runtime {

struct LogCursor {
  enum class Kind { kOffset, kTail, kSince } kind = Kind::kOffset;
  std::uint64_t offset = 0;
  std::uint64_t lines = 0;
  std::int64_t since_ms = 0;
};
Result<LogCursor> parse_log_cursor(std::string_view text);  // kInvalid says which forms there are

// Where the last `lines` lines of `text` begin; an unfinished last line counts as one.
std::uint64_t tail_offset(std::string_view text, std::uint64_t lines);

// Do these ask for the same instance?
bool same_spec(const protocol::InstanceSpec& a, const protocol::InstanceSpec& b);

}  // namespace millrace::runtime
