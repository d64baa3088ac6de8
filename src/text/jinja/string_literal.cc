#include "text/jinja/string_literal.h"

#include <fmt/core.h>

#include <charconv>

#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

bool is_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}

class Reader {
 public:
  explicit Reader(std::string_view literal) : literal_(literal) {}

  Result<std::string> run() {
    while (at_ < literal_.size()) {
      if (literal_[at_] != '\\' || at_ + 1 >= literal_.size()) {
        out_ += literal_[at_++];
        continue;
      }
      ++at_;
      TRY(escape(literal_[at_++]));
    }
    return std::move(out_);
  }

 private:
  Result<void> escape(char c) {
    static constexpr std::string_view kNames = "abfnrtv\\'\"";
    static constexpr std::string_view kBytes = "\a\b\f\n\r\t\v\\'\"";
    if (const std::size_t i = kNames.find(c); i != std::string_view::npos) {
      out_ += kBytes[i];
    } else if (c == 'x') {
      TRY(hexadecimal(2));
    } else if (c == 'u') {
      TRY(hexadecimal(4));
    } else if (c == 'U') {
      TRY(hexadecimal(8));
    } else if (c >= '0' && c <= '7') {
      --at_;
      octal();
    } else if (c != '\n') {  // unknown escapes stay as they are
      out_ += '\\';
      out_ += c;
    }
    return {};
  }

  Result<char32_t> digits(std::size_t count) {
    const std::string_view text = literal_.substr(at_, count);
    unsigned value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.size() != count || end.ptr != text.data() + count || value > 0x10FFFF)
      return fail(ErrorCode::kInvalid, fmt::format("an escape wants {} hexadecimal digits", count));
    at_ += count;
    return static_cast<char32_t>(value);
  }

  Result<void> hexadecimal(std::size_t count) {
    TRY_ASSIGN(char32_t c, digits(count));
    if (c >= 0xD800 && c <= 0xDBFF && literal_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      TRY_ASSIGN(const char32_t low, digits(4));
      if (low < 0xDC00 || low > 0xDFFF)
        return fail(ErrorCode::kInvalid, "an escape is half of a surrogate pair");
      c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
    }
    if (is_surrogate(c)) return fail(ErrorCode::kInvalid, "an escape is half of a surrogate pair");
    append_code_point(out_, c);
    return {};
  }

  void octal() {
    char32_t value = 0;
    for (int i = 0; i < 3 && at_ < literal_.size() && literal_[at_] >= '0' && literal_[at_] <= '7';
         ++i)
      value = value * 8 + static_cast<char32_t>(literal_[at_++] - '0');
    append_code_point(out_, value);
  }

  std::string_view literal_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

Result<std::string> unescape(std::string_view literal) {
  return Reader(literal).run();
}

}  // namespace millrace::text::jinja
