#include "text/config_json.h"

#include <fmt/core.h>

namespace millrace::text {
namespace {

constexpr json::ParseLimits kLimits{.max_depth = 64, .max_bytes = std::size_t{256} << 20};
constexpr std::size_t kMostDigits = 18;  // any more may not fit

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Whole numbers of many digits get ".0" behind them.
std::string with_doubles(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    out += c;
    if (in_string && c == '\\' && i + 1 < text.size()) {
      out += text[++i];
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && is_digit(c)) {
      std::size_t end = i + 1;
      while (end < text.size() && is_digit(text[end])) ++end;
      out += text.substr(i + 1, end - i - 1);
      const bool whole = i == 0 || (text[i - 1] != '.' && text[i - 1] != '+');
      const bool goes_on =
          end < text.size() && (text[end] == '.' || text[end] == 'e' || text[end] == 'E');
      if (whole && !goes_on && end - i > kMostDigits) out += ".0";
      i = end - 1;
    }
  }
  return out;
}

}  // namespace

Result<json::Value> parse_config(std::string_view text, std::string_view name) {
  auto value = json::parse(text, kLimits);
  if (!value && text.size() <= kLimits.max_bytes) {
    auto again = json::parse(with_doubles(text), kLimits);
    if (again) value = std::move(again);
  }
  if (!value) return fail(ErrorCode::kInvalid, fmt::format("{}: {}", name, value.error().message));
  if (value->as_object() == nullptr)
    return fail(ErrorCode::kInvalid, fmt::format("{} is not a JSON object", name));
  return value;
}

}  // namespace millrace::text
