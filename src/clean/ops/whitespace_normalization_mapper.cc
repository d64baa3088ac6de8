// Removes white space at both ends and writes all other kinds of it as blanks; line breaks within
// the text stay.
#include <array>

#include "clean/operator.h"
#include "clean/ops/code_points.h"

namespace millrace::clean::ops {
namespace {

constexpr std::string_view kReason = "white space";

struct WhitespaceNormalizationOptions {};
constexpr std::array<describe::Field, 0> kFields{};

bool becomes_blank(char32_t c) {
  return c == '\t' || c == 0x84 || c == 0xa0 || (c >= 0x2000 && c <= 0x200d) || c == 0x202f ||
         c == 0x205f || c == 0x2060 || c == 0x3000 || c == 0xfffc;
}

class WhitespaceNormalizationMapper final : public Mapper {
 public:
  explicit WhitespaceNormalizationMapper(WhitespaceNormalizationOptions) {}

  void map(std::string_view text, Edits& out) const override {
    const std::string_view inner = strip_space(text);
    const auto begin = static_cast<std::size_t>(inner.data() - text.data());
    const std::size_t end = begin + inner.size();
    if (begin > 0) out.remove(0, begin, kReason);
    for (std::size_t at = begin; at < end;) {
      const auto next = text::decode_valid(text.data() + at);
      if (becomes_blank(next.code)) out.replace(at, at + next.size, " ", kReason);
      at += next.size;
    }
    if (end < text.size()) out.remove(end, text.size(), kReason);
  }
};

}  // namespace

OperatorType whitespace_normalization_mapper() {
  return operator_type<WhitespaceNormalizationMapper, WhitespaceNormalizationOptions, kFields>(
      "whitespace_normalization_mapper", Kind::kMapper, Group::kInvalid,
      "Removes white space at both ends and writes other kinds of it as blanks.");
}

}  // namespace millrace::clean::ops
