// Removes the given characters. Quirk: with two and more of them, the bar | goes too.
// Without it, only what was asked for.
#include <array>

#include "clean/operator.h"
#include "clean/ops/code_points.h"
#include "clean/ops/names.h"

namespace millrace::clean::ops {
namespace {

struct RemoveSpecificCharsOptions {
  Names chars_to_remove{{"◆●■►▼▲▴∆▻▷❖♡□"}};
};
constexpr std::array kFields{describe::field<&RemoveSpecificCharsOptions::chars_to_remove>(
    "chars_to_remove", Access::kMutable, "The characters: a text of them, or a list.",
    {.limits = {.max_items = 1024}})};

class RemoveSpecificCharsMapper final : public Mapper {
 public:
  RemoveSpecificCharsMapper(const RemoveSpecificCharsOptions& options, Compat compat) {
    std::size_t count = 0;
    for (const auto& some : options.chars_to_remove.items) {
      removed_.add_all(some);
      count += count_code_points(some);
    }
    if (count > 1 && compat == Compat::kStrict) removed_.add('|');
  }
  static Result<std::unique_ptr<RemoveSpecificCharsMapper>> make(
      const RemoveSpecificCharsOptions& options, const Context& context) {
    return std::make_unique<RemoveSpecificCharsMapper>(options, context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    remove_runs(text, "unwanted character", out, [&](char32_t c) { return removed_.has(c); });
  }

 private:
  CodePointSet removed_;
};

}  // namespace

OperatorType remove_specific_chars_mapper() {
  return operator_type<RemoveSpecificCharsMapper, RemoveSpecificCharsOptions, kFields>(
      "remove_specific_chars_mapper", Kind::kMapper, Group::kInvalid,
      "Removes the given characters.");
}

}  // namespace millrace::clean::ops
