#include "text/jinja/lexer.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "text/jinja/string_literal.h"
#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_name(char c) {
  return is_name_start(c) || is_digit(c);
}

bool all_space(std::string_view text) {
  return leading_space(text) == text.size();
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  Result<std::vector<Token>> run() {
    while (at_ < source_.size()) TRY(lex_root());
    tokens_.push_back({Token::Kind::kEnd, source_.size()});
    return std::move(tokens_);
  }

 private:
  Error error(std::size_t offset, std::string_view what) const {
    return error_at(source_, offset, what);
  }

  bool looking_at(std::string_view text) const { return source_.substr(at_).starts_with(text); }

  void add(Token::Kind kind, std::size_t offset, std::string text = {}) {
    tokens_.push_back({kind, offset, std::move(text)});
  }

  // Where the next tag opens; npos where none does.
  std::size_t next_tag() const {
    for (std::size_t i = at_; i + 1 < source_.size(); ++i) {
      if (source_[i] != '{') continue;
      const char c = source_[i + 1];
      if (c == '%' || c == '{' || c == '#') return i;
    }
    return std::string_view::npos;
  }

  // Data before a tag that opens with `sign` ('-', '+' or none).
  void add_data(std::size_t begin, std::size_t end, char sign, bool strips_line) {
    std::string_view text = source_.substr(begin, end - begin);
    if (sign == '-') {
      text.remove_suffix(trailing_space(text));
    } else if (sign != '+' && strips_line) {
      const std::size_t newline = text.rfind('\n');
      const std::size_t line = newline == std::string_view::npos ? 0 : newline + 1;
      if ((line > 0 || line_starting_) && all_space(text.substr(line))) text = text.substr(0, line);
    }
    if (!text.empty()) add(Token::Kind::kData, begin, std::string(text));
  }

  char sign_here() const {
    return at_ < source_.size() && (source_[at_] == '-' || source_[at_] == '+') ? source_[at_]
                                                                                : '\0';
  }

  Result<void> lex_root() {
    const std::size_t begin = at_;
    const std::size_t tag = next_tag();
    if (tag == std::string_view::npos) {
      add_data(begin, source_.size(), '+', false);
      at_ = source_.size();
      return {};
    }
    at_ = tag + 2;
    const char sign = sign_here();
    const char type = source_[tag + 1];
    add_data(begin, tag, sign, type != '{');
    if (sign != '\0') ++at_;
    if (type == '#') return skip_comment(tag);
    if (type == '%' && at_raw()) return lex_raw(tag);
    add(type == '%' ? Token::Kind::kBlockBegin : Token::Kind::kVariableBegin, tag);
    return lex_inside(tag, type == '%' ? "%}" : "}}");
  }

  // After a closing tag of a block or comment: what it eats of the text behind.
  void after_close(char sign) {
    if (sign == '-') {
      const std::size_t spaces = leading_space(source_.substr(at_));
      line_starting_ = spaces > 0 && source_[at_ + spaces - 1] == '\n';
      at_ += spaces;
      return;
    }
    line_starting_ = sign != '+' && looking_at("\n");
    if (line_starting_) ++at_;
  }

  Result<void> skip_comment(std::size_t tag) {
    const std::size_t end = source_.find("#}", at_);
    if (end == std::string_view::npos) return error(tag, "the comment is never closed with #}");
    char sign = '\0';
    if (end > at_ && (source_[end - 1] == '-' || source_[end - 1] == '+')) sign = source_[end - 1];
    at_ = end + 2;
    after_close(sign);
    return {};
  }

  void skip_space() { at_ += leading_space(source_.substr(at_)); }

  // At `word` and then the close of a block: past it, with the sign of the close.
  std::optional<char> close_after(std::string_view word) {
    const std::size_t start = at_;
    skip_space();
    if (looking_at(word)) {
      at_ += word.size();
      skip_space();
      const char sign = sign_here();
      if (sign != '\0') ++at_;
      if (looking_at("%}")) {
        at_ += 2;
        return sign;
      }
    }
    at_ = start;
    return std::nullopt;
  }

  bool at_raw() {
    const std::size_t start = at_;
    const bool raw = close_after("raw").has_value();
    at_ = start;
    return raw;
  }

  Result<void> lex_raw(std::size_t tag) {
    if (close_after("raw") == '-') skip_space();
    line_starting_ = source_[at_ - 1] == '\n';
    const std::size_t begin = at_;
    for (std::size_t end = source_.find("{%", begin); end != std::string_view::npos;
         end = source_.find("{%", end + 2)) {
      at_ = end + 2;
      const char sign = sign_here();
      if (sign != '\0') ++at_;
      const auto close = close_after("endraw");
      if (!close) continue;
      add_data(begin, end, sign, true);
      after_close(*close);
      return {};
    }
    return error(tag, "the raw block is never closed with {% endraw %}");
  }

  Result<void> lex_inside(std::size_t tag, std::string_view close) {
    const bool block = close == "%}";
    while (true) {
      skip_space();
      if (at_ >= source_.size())
        return error(tag, fmt::format("the tag is never closed with {}", close));
      if (brackets_.empty()) {
        const char sign = sign_here();
        const std::size_t skip = sign == '-' || (sign == '+' && block) ? 1 : 0;
        if (source_.substr(at_ + skip).starts_with(close)) {
          add(block ? Token::Kind::kBlockEnd : Token::Kind::kVariableEnd, at_);
          at_ += skip + close.size();
          if (block) {
            after_close(sign);
          } else {
            const std::size_t spaces = skip == 1 ? leading_space(source_.substr(at_)) : 0;
            line_starting_ = spaces > 0 && source_[at_ + spaces - 1] == '\n';
            at_ += spaces;
          }
          return {};
        }
      }
      TRY(lex_token());
    }
  }

  Result<void> lex_token() {
    const char c = source_[at_];
    if (is_digit(c)) return lex_number();
    if (is_name_start(c)) {
      const std::size_t begin = at_;
      while (at_ < source_.size() && is_name(source_[at_])) ++at_;
      add(Token::Kind::kName, begin, std::string(source_.substr(begin, at_ - begin)));
      return {};
    }
    if (c == '\'' || c == '"') return lex_string(c);
    return lex_operator();
  }

  std::size_t digits_from(std::size_t at) const {  // past [0-9_]
    while (at < source_.size() && (is_digit(source_[at]) || source_[at] == '_')) ++at;
    return at;
  }

  Result<void> lex_number() {
    const std::size_t begin = at_;
    const char second = begin + 1 < source_.size() ? source_[begin + 1] : '\0';
    const bool based = source_[begin] == '0' &&
                       std::string_view("xXoObB").find(second) != std::string_view::npos &&
                       second != '\0';
    if (based) {
      at_ += 2;
      while (at_ < source_.size() && is_name(source_[at_])) ++at_;
    } else {
      at_ = digits_from(at_);
    }
    bool real = false;
    if (!based && at_ + 1 < source_.size() && source_[at_] == '.' && is_digit(source_[at_ + 1])) {
      real = true;
      at_ = digits_from(at_ + 1);
    }
    if (!based && at_ < source_.size() && (source_[at_] == 'e' || source_[at_] == 'E')) {
      std::size_t exponent = at_ + 1;
      if (exponent < source_.size() && (source_[exponent] == '+' || source_[exponent] == '-'))
        ++exponent;
      if (exponent < source_.size() && is_digit(source_[exponent])) {
        real = true;
        at_ = digits_from(exponent);
      }
    }
    std::string text(source_.substr(begin, at_ - begin));
    std::erase(text, '_');
    add(real ? Token::Kind::kReal : Token::Kind::kInteger, begin, std::move(text));
    return {};
  }

  Result<void> lex_string(char quote) {
    const std::size_t begin = at_++;
    while (at_ < source_.size() && source_[at_] != quote) at_ += source_[at_] == '\\' ? 2 : 1;
    if (at_ >= source_.size()) return error(begin, "the string is never closed");
    const auto text = unescape(source_.substr(begin + 1, at_ - begin - 1));
    if (!text) return error(begin, text.error().message);
    ++at_;
    add(Token::Kind::kString, begin, *text);
    return {};
  }

  Result<void> lex_operator() {
    static constexpr std::string_view kTwo[] = {"//", "**", "==", "!=", ">=", "<="};
    const std::size_t begin = at_;
    const char c = source_[at_];
    std::size_t length = 1;
    for (const std::string_view two : kTwo)
      if (looking_at(two)) length = 2;
    if (length == 1 && std::string_view("+-/*%~[](){}><=.:|,;").find(c) == std::string_view::npos)
      return error(begin, fmt::format("unexpected character '{}'", c));
    if (c == '(' || c == '[' || c == '{') brackets_.push_back(c);
    if (c == ')' || c == ']' || c == '}') {
      const char open = c == ')' ? '(' : (c == ']' ? '[' : '{');
      if (brackets_.empty() || brackets_.back() != open)
        return error(begin, fmt::format("unexpected '{}'", c));
      brackets_.pop_back();
    }
    add(Token::Kind::kOperator, begin, std::string(source_.substr(begin, length)));
    at_ += length;
    return {};
  }

  std::string_view source_;
  std::size_t at_ = 0;
  bool line_starting_ = true;
  std::vector<char> brackets_;
  std::vector<Token> tokens_;
};

}  // namespace

std::string normalized_source(std::string_view source) {
  std::string out;
  out.reserve(source.size());
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] != '\r') {
      out += source[i];
      continue;
    }
    out += '\n';
    if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
  }
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

Result<std::vector<Token>> tokenize(std::string_view normalized) {
  return Lexer(normalized).run();
}

std::string position_words(std::string_view source, std::size_t offset) {
  const std::string_view before = source.substr(0, std::min(offset, source.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t newline = before.rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  return fmt::format("line {}, column {}", line, count_code_points(before.substr(begin)) + 1);
}

Error error_at(std::string_view source, std::size_t offset, std::string_view what) {
  return fail(ErrorCode::kInvalid,
              fmt::format("chat template, {}: {}", position_words(source, offset), what));
}

}  // namespace millrace::text::jinja
