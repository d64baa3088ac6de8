#include "text/jinja/printf_format.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/strings.h"
#include "text/jinja/python.h"
#include "text/jinja/utf8.h"

namespace millrace::text::jinja {
namespace {

struct Specification {
  std::string fill = " ";
  char align = '\0';
  char sign = '\0';
  bool alternate = false;
  std::size_t width = 0;
  char thousands = '\0';
  std::optional<std::size_t> precision;
  char type = '\0';
};

Result<std::size_t> number_at(std::string_view text, std::size_t& at) {
  std::size_t value = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    value = value * 10 + static_cast<std::size_t>(text[at] - '0');
    if (value > 10'000'000)
      return fail(ErrorCode::kExhausted, "the width of a format is too large");
  }
  return value;
}

Result<Specification> parse_specification(std::string_view text) {
  Specification s;
  std::size_t at = 0;
  std::size_t length = 0;
  const auto is_align = [&](std::size_t i) {
    return i < text.size() && std::string_view("<>^=").find(text[i]) != std::string_view::npos;
  };
  if (!text.empty()) decode_at(text, 0, length);
  if (!text.empty() && is_align(length)) {
    s.fill = text.substr(0, length);
    s.align = text[length];
    at = length + 1;
  } else if (is_align(0)) {
    s.align = text[0];
    at = 1;
  }
  if (at < text.size() && std::string_view("+- ").find(text[at]) != std::string_view::npos)
    s.sign = text[at++];
  if (at < text.size() && text[at] == '#') s.alternate = true, ++at;
  if (at < text.size() && text[at] == '0') {
    if (s.align == '\0') s.fill = "0", s.align = '=';
    ++at;
  }
  TRY_ASSIGN(s.width, number_at(text, at));
  if (at < text.size() && (text[at] == ',' || text[at] == '_')) s.thousands = text[at++];
  if (at < text.size() && text[at] == '.') {
    ++at;
    TRY_ASSIGN(s.precision, number_at(text, at));
  }
  if (at < text.size()) s.type = text[at++];
  if (at != text.size())
    return fail(ErrorCode::kInvalid, fmt::format("'{}' is no format specification", text));
  return s;
}

void group_digits(std::string& digits, char separator) {
  std::size_t end = digits.find_first_not_of("0123456789");
  if (end == std::string::npos) end = digits.size();
  for (std::size_t i = end; i > 3; i -= 3) digits.insert(i - 3, 1, separator);
}

Result<std::string> real_digits(double value, const Specification& s) {
  if (s.type == '\0' && !s.precision) return real_text(value);
  if (s.precision && *s.precision > 100)
    return fail(ErrorCode::kExhausted, "the precision of a format is too large");
  const int precision = static_cast<int>(s.precision.value_or(6));
  switch (s.type) {
    case 'e':
      return fmt::format("{:.{}e}", value, precision);
    case 'E':
      return fmt::format("{:.{}E}", value, precision);
    case '\0':
    case 'g':
      return fmt::format("{:.{}g}", value, precision);
    case 'G':
      return fmt::format("{:.{}G}", value, precision);
    case '%':
      return fmt::format("{:.{}f}%", value * 100, precision);
    default:
      return fmt::format("{:.{}f}", value, precision);
  }
}

Result<std::string> integer_digits(std::uint64_t value, const Specification& s) {
  switch (s.type) {
    case 'x':
      return (s.alternate ? "0x" : "") + fmt::format("{:x}", value);
    case 'X':
      return (s.alternate ? "0X" : "") + fmt::format("{:X}", value);
    case 'o':
      return (s.alternate ? "0o" : "") + fmt::format("{:o}", value);
    case 'b':
      return (s.alternate ? "0b" : "") + fmt::format("{:b}", value);
    case 'd':
    case 'n':
    case '\0':
      return std::to_string(value);
    default:
      return fail(ErrorCode::kInvalid, fmt::format("no format '{}' for integers", s.type));
  }
}

Result<TaggedString> padded(Heap& heap, const TaggedString& body, std::string_view sign,
                            const Specification& s, char align) {
  const std::size_t length = count_code_points(body.view()) + sign.size();
  const std::size_t margin = s.width > length ? s.width - length : 0;
  TRY(heap.room(body.size() + margin * s.fill.size()));
  const std::size_t left = align == '^' ? margin / 2 : (align == '<' ? 0 : margin);
  const auto fill = [&](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += s.fill;
    return text;
  };
  TaggedString out;
  if (align == '=') out.append(sign, kTemplateOrigin);
  out.append(fill(left), kTemplateOrigin);
  if (align != '=') out.append(sign, kTemplateOrigin);
  out.append(body);
  out.append(fill(margin - left), kTemplateOrigin);
  return out;
}

Result<TaggedString> format_number(Heap& heap, const Value& value, const Specification& s) {
  const bool real =
      value.real() != nullptr ||
      (s.type != '\0' && std::string_view("eEfFgG%").find(s.type) != std::string_view::npos);
  std::string digits;
  bool negative = false;
  if (real) {
    const double number = value.as_real();
    negative = number < 0;
    TRY_ASSIGN(digits, real_digits(negative ? -number : number, s));
  } else {
    const std::int64_t number = value.as_integer();
    negative = number < 0;
    const auto magnitude = static_cast<std::uint64_t>(number);
    TRY_ASSIGN(digits, integer_digits(negative ? 0 - magnitude : magnitude, s));
  }
  if (s.thousands != '\0') group_digits(digits, s.thousands);
  const std::string_view sign = negative ? "-" : (s.sign == '+' ? "+" : (s.sign == ' ' ? " " : ""));
  return padded(heap, TaggedString(digits), sign, s, s.align == '\0' ? '>' : s.align);
}

class PrintfFormatter {
 public:
  PrintfFormatter(Heap& heap, const TaggedString& format, const Value& values)
      : heap_(heap), format_(format), values_(values) {}

  Result<TaggedString> run() {
    const std::string_view text = format_.view();
    while (at_ < text.size()) {
      const std::size_t percent = std::min(text.find('%', at_), text.size());
      out_.append(format_.slice(at_, percent));
      at_ = percent + 1;
      if (percent < text.size()) TRY(conversion());
    }
    const List* tuple = values_.list();
    const bool is_tuple = tuple != nullptr && tuple->kind == List::Kind::kTuple;
    if ((is_tuple && used_ < tuple->items.size()) ||
        (!is_tuple && values_.dict() == nullptr && used_ == 0))
      return fail(ErrorCode::kInvalid, "not all values were used by the format");
    return std::move(out_);
  }

 private:
  Result<Value> next_value() {
    const List* tuple = values_.list();
    if (tuple != nullptr && tuple->kind == List::Kind::kTuple) {
      if (used_ < tuple->items.size()) return tuple->items[used_++];
    } else if (used_++ == 0) {
      return values_;
    }
    return fail(ErrorCode::kInvalid, "the format wants more values than there are");
  }

  Result<Value> named_value(std::string_view text) {
    const std::size_t close = text.find(')', at_);
    if (close == std::string_view::npos || values_.dict() == nullptr)
      return fail(ErrorCode::kInvalid, "the format wants a mapping");
    const std::string_view name = text.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    const Value* found = values_.dict()->find(name);
    if (found != nullptr) return *found;
    return fail(ErrorCode::kInvalid, fmt::format("the format wants '{}'", name));
  }

  Result<void> conversion() {
    const std::string_view text = format_.view();
    if (at_ < text.size() && text[at_] == '%') {
      out_.append("%", kTemplateOrigin);
      ++at_;
      return {};
    }
    std::optional<Value> value;
    if (at_ < text.size() && text[at_] == '(') {
      TRY_ASSIGN(value, named_value(text));
    }
    Specification s;
    for (; at_ < text.size() && std::string_view("-+ #0").find(text[at_]) != std::string_view::npos;
         ++at_) {
      const char flag = text[at_];
      if (flag == '-') s.align = '<';
      if (flag == '+' || (flag == ' ' && s.sign != '+')) s.sign = flag;
      if (flag == '#') s.alternate = true;
      if (flag == '0' && s.align == '\0') s.fill = "0", s.align = '=';
    }
    TRY_ASSIGN(s.width, number_at(text, at_));
    if (at_ < text.size() && text[at_] == '.') {
      ++at_;
      TRY_ASSIGN(s.precision, number_at(text, at_));
    }
    if (at_ >= text.size()) return fail(ErrorCode::kInvalid, "the format ends within a conversion");
    s.type = text[at_++];
    if (!value) {
      TRY_ASSIGN(value, next_value());
    }
    return write(*value, s);
  }

  Result<void> write_character(const Value& value, Specification s) {
    if (value.string() == nullptr || count_code_points(value.string()->view()) != 1)
      return fail(ErrorCode::kInvalid, "%c wants one character");
    s.type = 's';
    return write(value, s);
  }

  Result<void> write(const Value& value, Specification s) {
    if (s.type == 's' || s.type == 'r') {
      TRY_ASSIGN(TaggedString body, s.type == 's' ? to_text(heap_, value) : to_repr(heap_, value));
      if (s.precision) body = body.slice(0, byte_of_code_point(body.view(), *s.precision));
      s.fill = " ";
      TRY_ASSIGN(const TaggedString text, padded(heap_, body, "", s, s.align == '<' ? '<' : '>'));
      out_.append(text);
      return {};
    }
    if (s.type == 'c') return write_character(value, s);
    if (s.type == 'i' || s.type == 'u') s.type = 'd';
    if (!value.is_number())
      return fail(ErrorCode::kInvalid,
                  fmt::format("%{} wants a number, not '{}'", s.type, type_name(value)));
    Value number = value;
    if (s.type == 'd') {
      s.precision.reset();
      if (value.real() != nullptr) {
        if (!(std::abs(*value.real()) < 9e18))
          return fail(ErrorCode::kInvalid, "an integer does not fit into 64 bits");
        number = Value(static_cast<std::int64_t>(*value.real()));
      }
    }
    TRY_ASSIGN(const TaggedString text, format_number(heap_, number, s));
    out_.append(text);
    return {};
  }

  Heap& heap_;
  const TaggedString& format_;
  const Value& values_;
  std::size_t at_ = 0;
  std::size_t used_ = 0;
  TaggedString out_;
};

}  // namespace

Result<TaggedString> printf_format(Heap& heap, const TaggedString& format, const Value& values) {
  return PrintfFormatter(heap, format, values).run();
}

Result<TaggedString> format_value(Heap& heap, const Value& value, std::string_view specification) {
  TRY_ASSIGN(Specification s, parse_specification(specification));
  if (value.is_number() && value.boolean() == nullptr) return format_number(heap, value, s);
  if (value.boolean() != nullptr && s.type != '\0' && s.type != 's')
    return format_number(heap, value, s);
  TRY_ASSIGN(TaggedString body, to_text(heap, value));
  if (specification.empty()) return body;
  if (s.type != '\0' && s.type != 's')
    return fail(ErrorCode::kInvalid,
                fmt::format("no format '{}' for '{}'", s.type, type_name(value)));
  if (s.precision) body = body.slice(0, byte_of_code_point(body.view(), *s.precision));
  return padded(heap, body, "", s, s.align == '\0' || s.align == '=' ? '<' : s.align);
}

}  // namespace millrace::text::jinja
