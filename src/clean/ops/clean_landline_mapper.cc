// Chinese landline numbers with their area code: 010-12345678, (0755)12345678, with an extension.
#include "clean/ops/pii.h"

namespace millrace::clean::ops {
namespace {

struct CleanLandlineOptions : PiiOptions {};
constexpr auto kFields = kPiiFields;

// Where the number begins behind this area code, and in `begin` where the bracket before it opens;
// 0 where what follows is no number.
std::size_t number_begin(std::string_view text, PiiSpan area, std::size_t& begin) {
  const auto before = [&](std::string_view open) {
    return area.begin >= open.size() && text.substr(0, area.begin).ends_with(open);
  };
  const std::string_view rest = text.substr(area.end);
  for (const auto& [open, close] :
       {std::pair<std::string_view, std::string_view>{"(", ")"}, {"（", "）"}})
    if (before(open) && rest.starts_with(close)) {
      begin = area.begin - open.size();
      const std::size_t at = area.end + close.size();
      return at < text.size() && (text[at] == '-' || text[at] == ' ') ? at + 1 : at;
    }
  for (const std::string_view dash : {"-", "－", "—"})
    if (rest.starts_with(dash)) return area.end + dash.size();
  return 0;
}

// 010 and 02x have eight digits, 03xx to 09xx seven or eight.
bool fits(std::string_view text, PiiSpan area, PiiSpan number) {
  const std::string_view code = text.substr(area.begin, area.end - area.begin);
  const std::size_t size = number.end - number.begin;
  if (code.size() == 3) return size == 8 && (code == "010" || (code[0] == '0' && code[1] == '2'));
  return code.size() == 4 && code[0] == '0' && code[1] >= '3' && (size == 7 || size == 8);
}

std::size_t extension_end(std::string_view text, std::size_t end) {
  for (const std::string_view word : {"-", "转"}) {
    if (!text.substr(end).starts_with(word)) continue;
    const auto digits = next_digits(text, end + word.size());
    if (digits && digits->begin == end + word.size() && digits->end - digits->begin <= 6)
      return digits->end;
  }
  return end;
}

class CleanLandlineMapper final : public Mapper {
 public:
  explicit CleanLandlineMapper(PiiTreatment treatment) : treatment_(std::move(treatment)) {}
  static Result<std::unique_ptr<CleanLandlineMapper>> make(CleanLandlineOptions options,
                                                           const Context& context) {
    TRY_ASSIGN(auto treatment, PiiTreatment::make(options, {"LANDLINE", 4, 2}, context));
    return std::make_unique<CleanLandlineMapper>(std::move(treatment));
  }

  void map(std::string_view text, Edits& out) const override {
    std::vector<PiiSpan> found;
    for (auto run = next_digits(text, 0); run; run = next_digits(text, run->end)) {
      PiiSpan phone{run->begin, 0};
      const std::size_t number = number_begin(text, *run, phone.begin);
      if (number == 0) continue;
      const auto digits = next_digits(text, number);
      if (!digits || digits->begin != number || !fits(text, *run, *digits)) continue;
      phone.end = extension_end(text, digits->end);
      if (!stands_alone(text, phone.begin, phone.end)) continue;
      found.push_back(phone);
      run->end = phone.end;
    }
    treatment_.apply(text, found, out);
  }

 private:
  PiiTreatment treatment_;
};

}  // namespace

OperatorType clean_landline_mapper() {
  return operator_type<CleanLandlineMapper, CleanLandlineOptions, kFields>(
      "clean_landline_mapper", Kind::kMapper, Group::kSensitive,
      "Removes Chinese landline numbers with area code, or masks them.");
}

}  // namespace millrace::clean::ops
