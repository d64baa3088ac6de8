// Number plates of Chinese vehicles: 京A12345, 粤B·D12345 (new energy), 京A1234警.
#include "clean/ops/code_points.h"
#include "clean/ops/pii.h"

namespace millrace::clean::ops {
namespace {

struct CleanPlateOptions : PiiOptions {};
constexpr auto kFields = kPiiFields;

constexpr std::string_view kProvinces =
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

bool is_province(std::string_view character) {
  const std::size_t at = kProvinces.find(character);
  return at != kProvinces.npos && at % 3 == 0;
}

bool is_letter(char c) {
  return c >= 'A' && c <= 'Z' && c != 'I' && c != 'O';
}
bool is_sign(char c) {
  return is_ascii_digit(c) || is_letter(c);
}

// The end of the plate behind its province, or 0: a letter, a dot or none, then five signs of which
// the last may be a word, or six of a new-energy vehicle. Two of them at least are digits.
std::size_t plate_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || !is_letter(text[at])) return 0;
  ++at;
  for (const std::string_view dot : {"·", "•", "-", " "})
    if (text.substr(at).starts_with(dot)) {
      at += dot.size();
      break;
    }
  std::size_t end = at;
  int digits = 0;
  while (end < text.size() && is_sign(text[end])) digits += is_ascii_digit(text[end++]) ? 1 : 0;
  if (digits < 2 || (end < text.size() && (is_ascii_letter(text[end])))) return 0;
  const std::size_t signs = end - at;
  if (signs == 4)
    for (const std::string_view word : {"挂", "学", "警", "港", "澳", "使", "领"})
      if (text.substr(end).starts_with(word)) return end + word.size();
  const auto energy = [](char c) { return c >= 'A' && c <= 'K' && c != 'I'; };
  if (signs == 6)
    return (energy(text[at]) && all_digits(text.substr(at + 2, 4))) ||
                   (all_digits(text.substr(at, 5)) && energy(text[at + 5]))
               ? end
               : 0;
  return signs == 5 ? end : 0;
}

class CleanPlateMapper final : public Mapper {
 public:
  explicit CleanPlateMapper(PiiTreatment treatment) : treatment_(std::move(treatment)) {}
  static Result<std::unique_ptr<CleanPlateMapper>> make(CleanPlateOptions options,
                                                        const Context& context) {
    TRY_ASSIGN(auto treatment, PiiTreatment::make(options, {"PLATE", 2, 1}, context));
    return std::make_unique<CleanPlateMapper>(std::move(treatment));
  }

  void map(std::string_view text, Edits& out) const override {
    std::vector<PiiSpan> found;
    for (std::size_t at = 0; at + 3 < text.size();) {
      if (static_cast<unsigned char>(text[at]) < 0x80) {
        ++at;
        continue;
      }
      const std::size_t size = text::decode_valid(text.data() + at).size;
      if (size == 3 && is_province(text.substr(at, 3)))
        if (const std::size_t end = plate_end(text, at + 3); end > 0) {
          found.push_back({at, end});
          at = end;
          continue;
        }
      at += size;
    }
    treatment_.apply(text, found, out);
  }

 private:
  PiiTreatment treatment_;
};

}  // namespace

OperatorType clean_plate_mapper() {
  return operator_type<CleanPlateMapper, CleanPlateOptions, kFields>(
      "clean_plate_mapper", Kind::kMapper, Group::kSensitive,
      "Removes number plates of Chinese vehicles, or masks them.");
}

}  // namespace millrace::clean::ops
