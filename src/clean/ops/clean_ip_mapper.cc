// Removes or replaces IPv4 and full IPv6 addresses. Quirk: digits of longer dotted strings are
// eaten
// ("1.2.3.4.5" becomes ".5", "300.1.2.3" becomes "3"). Without it, an address ends where digits do.
#include "clean/ops/code_points.h"
#include "clean/ops/found_text.h"

namespace millrace::clean::ops {
namespace {

constexpr std::string_view kReason = "IP address";
constexpr std::size_t kNone = std::string_view::npos;

struct Span {
  std::size_t begin = 0, end = 0;  // end 0: none
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Digits from `at` on that are a number of 0 to 255, as the longest of them: 3, 2, 1 or none.
std::size_t octet(std::string_view text, std::size_t at) {
  const auto digit = [&](std::size_t i) { return i < text.size() && is_digit(text[i]); };
  if (!digit(at)) return 0;
  if (digit(at + 1) && digit(at + 2)) {
    const char a = text[at], b = text[at + 1], c = text[at + 2];
    if (a == '1' || (a == '2' && (b < '5' || (b == '5' && c < '6')))) return 3;
  }
  return text[at] != '0' && digit(at + 1) ? 2 : 1;
}

// An octet of exactly `size` digits at `at`.
bool is_octet(std::string_view text, std::size_t at, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    if (!is_digit(text[at + i])) return false;
  return octet(text.substr(at, size), 0) == size;
}

// The hexadecimal digit that begins at `at`: its bytes, or 0. Python counts digits of any script.
std::size_t hex_digit(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const char c = text[at];
  if (is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) return 1;
  if (static_cast<unsigned char>(c) < 0x80) return 0;
  const auto next = text::decode_valid(text.data() + at);
  return is_decimal_digit(next.code) ? next.size : 0;
}

class CleanIpMapper final : public Mapper {
 public:
  explicit CleanIpMapper(FoundText found, Compat compat)
      : found_(std::move(found)), compat_(compat) {}
  static Result<std::unique_ptr<CleanIpMapper>> make(const FoundTextOptions& options,
                                                     const Context& context) {
    TRY_ASSIGN(auto found, FoundText::make(options));
    return std::make_unique<CleanIpMapper>(std::move(found), context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    if (found_.pattern() != nullptr)
      return found_.pattern()->replace_all(text, found_.replacement(), kReason, out);
    std::size_t from = 0;
    // A separator is in one candidate at most, so the candidates come in order.
    std::size_t dot = text.find('.'), colon = text.find(':');
    while (dot != kNone || colon != kNone) {
      const bool is_dot = dot < colon;
      const std::size_t at = is_dot ? dot : colon;
      const Span found = is_dot ? ipv4(text, from, at) : ipv6(text, from, at);
      if (found.end > 0) {
        out.replace(found.begin, found.end, found_.plain(), kReason);
        from = found.end;
      }
      const std::size_t next = found.end > 0 ? found.end : at + 1;
      if (is_dot || dot < next) dot = text.find('.', next);
      if (!is_dot || colon < next) colon = text.find(':', next);
    }
  }

 private:
  // The address whose first dot is at `dot`.
  Span ipv4(std::string_view text, std::size_t from, std::size_t dot) const {
    for (std::size_t size = 3; size > 0; --size) {
      if (dot - from < size || !is_octet(text, dot - size, size)) continue;
      if (compat_ == Compat::kSane && dot > size && is_part(text[dot - size - 1])) continue;
      std::size_t at = dot + 1;
      bool whole = true;
      for (int i = 0; i < 2 && whole; ++i) {
        // The dot behind it says how many digits it has.
        std::size_t digits = 0;
        while (digits < 3 && at + digits < text.size() && is_digit(text[at + digits])) ++digits;
        whole = digits > 0 && at + digits < text.size() && text[at + digits] == '.' &&
                is_octet(text, at, digits);
        at += digits + 1;
      }
      const std::size_t last = whole ? octet(text, at) : 0;
      if (last == 0) continue;
      if (compat_ == Compat::kSane && goes_on(text, at + last)) continue;
      return {dot - size, at + last};
    }
    return {};
  }
  // The address whose first colon is at `colon`: eight groups of one to four digits.
  static Span ipv6(std::string_view text, std::size_t from, std::size_t colon) {
    std::size_t begin = colon;
    for (int i = 0; i < 4 && begin > from; ++i) {
      const std::size_t at = previous(text, begin);
      if (hex_digit(text, at) == 0) break;
      begin = at;
    }
    if (begin == colon) return {};
    std::size_t at = colon + 1;
    for (int group = 0; group < 7; ++group) {
      std::size_t end = at;
      for (int i = 0; i < 4; ++i) end += hex_digit(text, end);
      if (end == at) return {};
      if (group < 6 && (end >= text.size() || text[end] != ':')) return {};
      at = group < 6 ? end + 1 : end;
    }
    return {begin, at};
  }
  static bool is_part(char c) { return is_digit(c) || c == '.'; }
  // Does the dotted string go on? A dot that ends a sentence does not count.
  static bool goes_on(std::string_view text, std::size_t at) {
    if (at >= text.size()) return false;
    return is_digit(text[at]) ||
           (text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1]));
  }

  FoundText found_;
  Compat compat_;
};

}  // namespace

OperatorType clean_ip_mapper() {
  return operator_type<CleanIpMapper, FoundTextOptions, kFoundTextFields>(
      "clean_ip_mapper", Kind::kMapper, Group::kSensitive,
      "Removes IP addresses, or puts repl in their place.");
}

}  // namespace millrace::clean::ops
