// Removes all characters but Chinese ones and those that are kept by choice.
#include <array>

#include "clean/operator.h"
#include "clean/ops/code_points.h"

namespace millrace::clean::ops {
namespace {

struct RemoveNonChineseCharacterOptions {
  bool keep_alphabet = true;
  bool keep_number = true;
  bool keep_punc = true;
};
constexpr std::array kFields{
    describe::field<&RemoveNonChineseCharacterOptions::keep_alphabet>(
        "keep_alphabet", Access::kMutable, "Keeps the letters A to Z and a to z."),
    describe::field<&RemoveNonChineseCharacterOptions::keep_number>("keep_number", Access::kMutable,
                                                                    "Keeps the digits 0 to 9."),
    describe::field<&RemoveNonChineseCharacterOptions::keep_punc>(
        "keep_punc", Access::kMutable, "Keeps usual punctuation and blanks.")};

constexpr std::string_view kPunctuation = ".， ,-。%《*》/•、&＆(—)（+）：？!！“”·";

class RemoveNonChineseCharacterMapper final : public Mapper {
 public:
  explicit RemoveNonChineseCharacterMapper(RemoveNonChineseCharacterOptions options) {
    for (char32_t c = 0x4e00; c <= 0x9fa5; ++c) kept_.add(c);
    for (char32_t c = 0; options.keep_alphabet && c < 26; ++c) {
      kept_.add('A' + c);
      kept_.add('a' + c);
    }
    for (char32_t c = '0'; options.keep_number && c <= '9'; ++c) kept_.add(c);
    if (options.keep_punc) kept_.add_all(kPunctuation);
  }

  void map(std::string_view text, Edits& out) const override {
    remove_runs(text, "not Chinese", out, [&](char32_t c) { return !kept_.has(c); });
  }

 private:
  CodePointSet kept_;
};

}  // namespace

OperatorType remove_non_chinese_character_mapper() {
  return operator_type<RemoveNonChineseCharacterMapper, RemoveNonChineseCharacterOptions, kFields>(
      "remove_non_chinese_character_mapper", Kind::kMapper, Group::kInvalid,
      "Removes what is not Chinese: letters, digits and punctuation stay by choice.");
}

}  // namespace millrace::clean::ops
