// Chinese mobile numbers: eleven digits, also behind +86 or 0086 (which stay), also as
// 138-0013-8000.
#include "clean/ops/pii.h"

namespace millrace::clean::ops {
namespace {

struct CleanPhoneOptions : PiiOptions {
  bool separated = true;
};
constexpr auto kFields = describe::join(
    kPiiFields,
    std::array{describe::field<&CleanPhoneOptions::separated>(
        "separated", Access::kMutable, "Also written in groups: 138-0013-8000, 138 0013 8000.")});

bool is_mobile(std::string_view digits) {
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

// The number in a run of digits: all of it, or what stands behind 86 with its sign, or 0086.
PiiSpan number_in(std::string_view text, PiiSpan run) {
  const std::string_view digits = text.substr(run.begin, run.end - run.begin);
  if (is_mobile(digits)) return run;
  if (digits.starts_with("86") && run.begin > 0 && text[run.begin - 1] == '+' &&
      is_mobile(digits.substr(2)))
    return {run.begin + 2, run.end};
  if (digits.starts_with("0086") && is_mobile(digits.substr(4))) return {run.begin + 4, run.end};
  return {0, 0};
}

// 138-0013-8000 with the same separator twice, beginning with this run.
PiiSpan groups_from(std::string_view text, PiiSpan run) {
  if (run.end - run.begin != 3 || run.end + 10 > text.size()) return {0, 0};
  const char separator = text[run.end];
  if ((separator != '-' && separator != ' ') || text[run.end + 5] != separator) return {0, 0};
  const std::string digits = std::string(text.substr(run.begin, 3)) +
                             std::string(text.substr(run.end + 1, 4)) +
                             std::string(text.substr(run.end + 6, 4));
  if (!all_digits(digits) || !is_mobile(digits)) return {0, 0};
  return {run.begin, run.end + 10};
}

// Where the number begins with its country's code, if it has one.
std::size_t country_begin(std::string_view text, std::size_t begin) {
  for (const std::string_view code : {"+86", "0086", "+86-", "0086-", "+86 ", "0086 "})
    if (begin >= code.size() && text.substr(begin - code.size(), code.size()) == code)
      return begin - code.size();
  return begin;
}

class CleanPhoneMapper final : public Mapper {
 public:
  CleanPhoneMapper(CleanPhoneOptions options, PiiTreatment treatment)
      : options_(options), treatment_(std::move(treatment)) {}
  static Result<std::unique_ptr<CleanPhoneMapper>> make(CleanPhoneOptions options,
                                                        const Context& context) {
    TRY_ASSIGN(auto treatment, PiiTreatment::make(options, {"PHONE", 3, 4}, context));
    return std::make_unique<CleanPhoneMapper>(options, std::move(treatment));
  }

  void map(std::string_view text, Edits& out) const override {
    std::vector<PiiSpan> found;
    for (auto run = next_digits(text, 0); run; run = next_digits(text, run->end)) {
      PiiSpan phone = number_in(text, *run);
      if (phone.end == 0 && options_.separated) phone = groups_from(text, *run);
      if (phone.end == 0 || !stands_alone(text, country_begin(text, phone.begin), phone.end))
        continue;
      found.push_back(phone);
      run->end = phone.end;
    }
    treatment_.apply(text, found, out);
  }

 private:
  CleanPhoneOptions options_;
  PiiTreatment treatment_;
};

}  // namespace

OperatorType clean_phone_mapper() {
  return operator_type<CleanPhoneMapper, CleanPhoneOptions, kFields>(
      "clean_phone_mapper", Kind::kMapper, Group::kSensitive,
      "Removes Chinese mobile numbers, or masks them.");
}

}  // namespace millrace::clean::ops
