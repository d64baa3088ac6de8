#include "runtime/log_cursor.h"

#include "base/strings.h"

namespace millrace::runtime {
namespace {

Result<std::int64_t> number_of(std::string_view digits, std::string_view whole) {
  const auto value = base::parse_int(digits);
  if (value && *value >= 0) return *value;
  return fail(ErrorCode::kInvalid, "bad cursor '" + std::string(whole) +
                                       "': give nothing, an offset, tail:LINES or since:UNIX_MS");
}

}  // namespace

Result<LogCursor> parse_log_cursor(std::string_view text) {
  LogCursor out;
  if (text.empty()) return out;
  if (text.starts_with("tail:")) {
    out.kind = LogCursor::Kind::kTail;
    TRY_ASSIGN(const auto lines, number_of(text.substr(5), text));
    out.lines = static_cast<std::uint64_t>(lines);
    return out;
  }
  if (text.starts_with("since:")) {
    out.kind = LogCursor::Kind::kSince;
    TRY_ASSIGN(out.since_ms, number_of(text.substr(6), text));
    return out;
  }
  TRY_ASSIGN(const auto offset, number_of(text, text));
  out.offset = static_cast<std::uint64_t>(offset);
  return out;
}

std::uint64_t tail_offset(std::string_view text, std::uint64_t lines) {
  std::size_t at = text.size();
  if (lines == 0) return at;
  if (text.ends_with('\n')) --at;
  for (; at > 0; --at)
    if (text[at - 1] == '\n' && --lines == 0) return at;
  return 0;
}

bool same_spec(const protocol::InstanceSpec& a, const protocol::InstanceSpec& b) {
  const auto& table = describe::Described<protocol::InstanceSpec>::get();
  return describe::encode(table, describe::View::kSpec, &a) ==
         describe::encode(table, describe::View::kSpec, &b);
}

}  // namespace millrace::runtime
