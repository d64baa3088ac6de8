// Writes punctuation of other scripts as ASCII does. Quirk: the digit １ becomes a quotation mark.
// Without it, it stays.
#include <array>

#include "clean/operator.h"
#include "clean/ops/code_points.h"

namespace millrace::clean::ops {
namespace {

struct PunctuationNormalizationOptions {};
constexpr std::array<describe::Field, 0> kFields{};

struct Mark {
  char32_t code;
  std::string_view ascii;
};
constexpr std::array kMarks{
    Mark{U'，', ","},  Mark{U'。', "."},  Mark{U'、', ","},  Mark{U'„', "\""},  Mark{U'”', "\""},
    Mark{U'“', "\""},  Mark{U'«', "\""},  Mark{U'»', "\""},  Mark{U'１', "\""}, Mark{U'」', "\""},
    Mark{U'「', "\""}, Mark{U'《', "\""}, Mark{U'》', "\""}, Mark{U'´', "'"},   Mark{U'∶', ":"},
    Mark{U'：', ":"},  Mark{U'？', "?"},  Mark{U'！', "!"},  Mark{U'（', "("},  Mark{U'）', ")"},
    Mark{U'；', ";"},  Mark{U'–', "-"},   Mark{U'—', " - "}, Mark{U'．', ". "}, Mark{U'～', "~"},
    Mark{U'’', "'"},   Mark{U'…', "..."}, Mark{U'━', "-"},   Mark{U'〈', "<"},  Mark{U'〉', ">"},
    Mark{U'【', "["},  Mark{U'】', "]"},  Mark{U'％', "%"},  Mark{U'►', "-"}};

class PunctuationNormalizationMapper final : public Mapper {
 public:
  explicit PunctuationNormalizationMapper(Compat compat) : compat_(compat) {
    for (const auto& mark : kMarks) known_.add(mark.code);
  }
  static Result<std::unique_ptr<PunctuationNormalizationMapper>> make(
      PunctuationNormalizationOptions, const Context& context) {
    return std::make_unique<PunctuationNormalizationMapper>(context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    for (std::size_t at = 0; at < text.size();) {
      const auto next = text::decode_valid(text.data() + at);
      if (known_.has(next.code) && (compat_ == Compat::kStrict || next.code != U'１'))
        for (const auto& mark : kMarks)
          if (mark.code == next.code) out.replace(at, at + next.size, mark.ascii, "punctuation");
      at += next.size;
    }
  }

 private:
  CodePointSet known_;
  Compat compat_;
};

}  // namespace

OperatorType punctuation_normalization_mapper() {
  return operator_type<PunctuationNormalizationMapper, PunctuationNormalizationOptions, kFields>(
      "punctuation_normalization_mapper", Kind::kMapper, Group::kInvalid,
      "Writes Chinese and other punctuation as ASCII.");
}

}  // namespace millrace::clean::ops
