// Chinese identity numbers: 18 characters with their check digit, or the old 15 digits.
#include "clean/ops/pii.h"

namespace millrace::clean::ops {
namespace {

struct CleanIdCardOptions : PiiOptions {
  bool checksum = true;
  bool fifteen = true;
};
constexpr auto kFields = describe::join(
    kPiiFields,
    std::array{describe::field<&CleanIdCardOptions::checksum>(
                   "checksum", Access::kMutable, "Only numbers whose check digit fits."),
               describe::field<&CleanIdCardOptions::fifteen>(
                   "fifteen", Access::kMutable,
                   "Also the old form of 15 digits, which has no check digit.")});

class CleanIdCardMapper final : public Mapper {
 public:
  CleanIdCardMapper(CleanIdCardOptions options, PiiTreatment treatment)
      : options_(options), treatment_(std::move(treatment)) {}
  static Result<std::unique_ptr<CleanIdCardMapper>> make(CleanIdCardOptions options,
                                                         const Context& context) {
    TRY_ASSIGN(auto treatment, PiiTreatment::make(options, {"ID_CARD", 3, 4}, context));
    return std::make_unique<CleanIdCardMapper>(options, std::move(treatment));
  }

  void map(std::string_view text, Edits& out) const override {
    std::vector<PiiSpan> found;
    const CheckDigit check = options_.checksum ? CheckDigit::kMustFit : CheckDigit::kAny;
    for (auto run = next_digits(text, 0); run; run = next_digits(text, run->end)) {
      PiiSpan card = *run;
      if (card.end - card.begin == 17 && card.end < text.size() &&
          (text[card.end] == 'X' || text[card.end] == 'x'))
        ++card.end;
      const std::size_t size = card.end - card.begin;
      if ((size == 18 || (size == 15 && options_.fifteen)) &&
          stands_alone(text, card.begin, card.end) &&
          is_id_card(text.substr(card.begin, size), check))
        found.push_back(card);
    }
    treatment_.apply(text, found, out);
  }

 private:
  CleanIdCardOptions options_;
  PiiTreatment treatment_;
};

}  // namespace

OperatorType clean_id_card_mapper() {
  return operator_type<CleanIdCardMapper, CleanIdCardOptions, kFields>(
      "clean_id_card_mapper", Kind::kMapper, Group::kSensitive,
      "Removes Chinese identity numbers (18 with check digit, 15), or masks them.");
}

}  // namespace millrace::clean::ops
