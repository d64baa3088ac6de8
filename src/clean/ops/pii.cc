#include "clean/ops/pii.h"

#include <fmt/core.h>

#include "clean/ops/code_points.h"

namespace millrace::clean {
namespace {

constexpr std::string_view kProvinces =
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82 83 ";

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool is_date(int year, int month, int day) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool check_digit_fits(std::string_view card) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (card[i] - '0') * kWeights[i];
  const char last = card[17] == 'x' ? 'X' : card[17];
  return "10X98765432"[sum % 11] == last;
}

}  // namespace

bool all_digits(std::string_view text) {
  for (const char c : text)
    if (!is_ascii_digit(c)) return false;
  return true;
}

bool is_id_card(std::string_view text, CheckDigit check) {
  if (text.size() != 15 && text.size() != 18) return false;
  if (kProvinces.find(std::string(text.substr(0, 2)) + " ") == kProvinces.npos) return false;
  if (text.size() == 15)
    return all_digits(text) && is_date(1900 + number(text.substr(6, 2)), number(text.substr(8, 2)),
                                       number(text.substr(10, 2)));
  if (!all_digits(text.substr(0, 17))) return false;
  const int year = number(text.substr(6, 4));
  if (year < 1800 || year > 2099 ||
      !is_date(year, number(text.substr(10, 2)), number(text.substr(12, 2))))
    return false;
  return check == CheckDigit::kAny || check_digit_fits(text);
}

bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  const auto part = [](char c) { return is_ascii_digit(c) || is_ascii_letter(c); };
  if (begin > 0 && part(text[begin - 1])) return false;
  if (end < text.size() && part(text[end])) return false;
  // A decimal point belongs to its number.
  if (begin > 1 && text[begin - 1] == '.' && is_ascii_digit(text[begin - 2])) return false;
  return !(end + 1 < text.size() && text[end] == '.' && is_ascii_digit(text[end + 1]));
}

std::optional<PiiSpan> next_digits(std::string_view text, std::size_t from) {
  std::size_t begin = from;
  while (begin < text.size() && !is_ascii_digit(text[begin])) ++begin;
  if (begin >= text.size()) return std::nullopt;
  std::size_t end = begin;
  while (end < text.size() && is_ascii_digit(text[end])) ++end;
  return PiiSpan{begin, end};
}

Result<PiiTreatment> PiiTreatment::make(const PiiOptions& options, PiiKind kind,
                                        const Context& context) {
  PiiTreatment made;
  made.action_ = options.action;
  made.kind_ = kind;
  if (!options.reversible) return made;
  if (options.action != PiiAction::kPlaceholder)
    return base::invalid_field("reversible", "needs the action placeholder");
  if (context.placeholder_key.empty())
    return base::invalid_field("reversible", "needs a key, and none is set for placeholders");
  made.seal_.emplace(context.placeholder_key);
  return made;
}

void PiiTreatment::apply(std::string_view text, const std::vector<PiiSpan>& found,
                         Edits& out) const {
  for (const PiiSpan& span : found)
    out.replace(span.begin, span.end, replacement(text.substr(span.begin, span.end - span.begin)),
                kind_.word);
}

std::string PiiTreatment::replacement(std::string_view value) const {
  if (action_ == PiiAction::kDelete) return {};
  if (action_ == PiiAction::kPlaceholder)
    return seal_ ? fmt::format("[{}={}]", kind_.word, seal_->seal(kind_.word, value))
                 : fmt::format("[{}]", kind_.word);
  std::string masked;
  const std::size_t count = count_code_points(value);
  for (std::size_t at = 0, i = 0; at < value.size(); ++i) {
    const std::size_t size = text::decode_valid(value.data() + at).size;
    const bool shown = i < kind_.shown_head || i + kind_.shown_tail >= count;
    if (shown)
      masked.append(value, at, size);
    else
      masked += '*';
    at += size;
  }
  return masked;
}

std::string restore_placeholders(std::string_view text, std::string_view key) {
  const crypto::TextSeal seal(key);
  std::string out;
  std::size_t copied = 0;
  for (std::size_t open = text.find('['); open != text.npos; open = text.find('[', open + 1)) {
    std::size_t sign = open + 1;
    while (sign < text.size() && (is_ascii_letter(text[sign]) || text[sign] == '_')) ++sign;
    if (sign >= text.size() || text[sign] != '=') continue;
    std::size_t close = sign + 1;
    while (close < text.size() && is_ascii_letter(text[close])) ++close;
    if (close >= text.size() || text[close] != ']') continue;
    const auto value =
        seal.open(text.substr(open + 1, sign - open - 1), text.substr(sign + 1, close - sign - 1));
    if (!value) continue;
    out.append(text, copied, open - copied);
    out += *value;
    copied = close + 1;
  }
  out.append(text, copied);
  return out;
}

}  // namespace millrace::clean
