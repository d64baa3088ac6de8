// Unified social credit codes of Chinese organisations: 18 characters with their check character
// (GB 32100).
#include "clean/ops/pii.h"

namespace millrace::clean::ops {
namespace {

struct CleanUsccOptions : PiiOptions {};
constexpr auto kFields = kPiiFields;

bool is_word(char c) {
  return is_ascii_digit(c) || is_ascii_letter(c);
}

bool is_uscc(std::string_view code) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  constexpr int kWeights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  if (code.size() != 18 || !all_digits(code.substr(2, 6)) || is_id_card(code, CheckDigit::kMustFit))
    return false;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    const std::size_t value = kAlphabet.find(code[i]);
    if (value == kAlphabet.npos) return false;
    sum += value * static_cast<std::size_t>(kWeights[i]);
  }
  // Registering departments have numbers from 1, or letters.
  return code[0] != '0' && kAlphabet[(31 - sum % 31) % 31] == code[17];
}

class CleanUsccMapper final : public Mapper {
 public:
  explicit CleanUsccMapper(PiiTreatment treatment) : treatment_(std::move(treatment)) {}
  static Result<std::unique_ptr<CleanUsccMapper>> make(CleanUsccOptions options,
                                                       const Context& context) {
    TRY_ASSIGN(auto treatment, PiiTreatment::make(options, {"USCC", 2, 4}, context));
    return std::make_unique<CleanUsccMapper>(std::move(treatment));
  }

  void map(std::string_view text, Edits& out) const override {
    std::vector<PiiSpan> found;
    for (std::size_t begin = 0; begin < text.size();) {
      if (!is_word(text[begin])) {
        ++begin;
        continue;
      }
      std::size_t end = begin;
      while (end < text.size() && is_word(text[end])) ++end;
      if (is_uscc(text.substr(begin, end - begin)) && stands_alone(text, begin, end))
        found.push_back({begin, end});
      begin = end;
    }
    treatment_.apply(text, found, out);
  }

 private:
  PiiTreatment treatment_;
};

}  // namespace

OperatorType clean_uscc_mapper() {
  return operator_type<CleanUsccMapper, CleanUsccOptions, kFields>(
      "clean_uscc_mapper", Kind::kMapper, Group::kSensitive,
      "Removes unified social credit codes (18 characters, checked), or masks them.");
}

}  // namespace millrace::clean::ops
