// Numbers of bank cards: 16 to 19 digits that pass Luhn's check, also in groups of four. What is an
// identity number is none.
#include "clean/ops/pii.h"

namespace millrace::clean::ops {
namespace {

struct CleanBankCardOptions : PiiOptions {};
constexpr auto kFields = kPiiFields;

bool luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[digits.size() - 1 - i] - '0';
    sum += i % 2 == 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 == 0;
}

// The end of 6222 0212 3456 7890 123: groups of four, the last of one to four, one separator.
std::size_t groups_end(std::string_view text, PiiSpan run) {
  std::size_t end = run.end;
  if (end - run.begin != 4 || end >= text.size() || (text[end] != ' ' && text[end] != '-'))
    return end;
  const char separator = text[end];
  for (int groups = 1; groups < 5 && end < text.size() && text[end] == separator; ++groups) {
    const auto next = next_digits(text, end + 1);
    if (!next || next->begin != end + 1 || next->end - next->begin > 4) break;
    end = next->end;
    if (next->end - next->begin < 4) break;
  }
  return end;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (is_ascii_digit(c)) digits += c;
  return digits;
}

class CleanBankCardMapper final : public Mapper {
 public:
  explicit CleanBankCardMapper(PiiTreatment treatment) : treatment_(std::move(treatment)) {}
  static Result<std::unique_ptr<CleanBankCardMapper>> make(CleanBankCardOptions options,
                                                           const Context& context) {
    TRY_ASSIGN(auto treatment, PiiTreatment::make(options, {"BANK_CARD", 0, 4}, context));
    return std::make_unique<CleanBankCardMapper>(std::move(treatment));
  }

  void map(std::string_view text, Edits& out) const override {
    std::vector<PiiSpan> found;
    for (auto run = next_digits(text, 0); run; run = next_digits(text, run->end)) {
      const PiiSpan card{run->begin, groups_end(text, *run)};
      const std::string digits = digits_of(text.substr(card.begin, card.end - card.begin));
      run->end = card.end;
      if (digits.size() >= 16 && digits.size() <= 19 && luhn(digits) &&
          digits.find_first_not_of('0') != digits.npos &&
          !is_id_card(digits, CheckDigit::kMustFit) && stands_alone(text, card.begin, card.end))
        found.push_back(card);
    }
    treatment_.apply(text, found, out);
  }

 private:
  PiiTreatment treatment_;
};

}  // namespace

OperatorType clean_bank_card_mapper() {
  return operator_type<CleanBankCardMapper, CleanBankCardOptions, kFields>(
      "clean_bank_card_mapper", Kind::kMapper, Group::kSensitive,
      "Removes numbers of bank cards (16 to 19 digits, Luhn), or masks them.");
}

}  // namespace millrace::clean::ops
