// Replaces what patterns find, one after the other.
#include <array>

#include "clean/operator.h"
#include "clean/ops/names.h"
#include "clean/ops/passes.h"
#include "clean/ops/pattern.h"

namespace millrace::clean::ops {
namespace {

struct ReplaceContentOptions {
  Names pattern;
  Names repl{{""}};
};
constexpr std::array kFields{
    describe::field<&ReplaceContentOptions::pattern>("pattern", Access::kMutable,
                                                     "A pattern as in Python, or a list of them.",
                                                     {.limits = {.max_items = 256}}),
    describe::field<&ReplaceContentOptions::repl>(
        "repl", Access::kMutable,
        "What stands in place of what is found: one for all patterns, or one for each.",
        {.limits = {.max_items = 256}})};

struct Rule {
  Pattern pattern;
  Replacement replacement;
};

class ReplaceContentMapper final : public Mapper {
 public:
  explicit ReplaceContentMapper(std::vector<Rule> rules) : rules_(std::move(rules)) {}
  static Result<std::unique_ptr<ReplaceContentMapper>> make(const ReplaceContentOptions& options,
                                                            const Context&) {
    const auto& replacements = options.repl.items;
    if (replacements.size() > 1 && replacements.size() < options.pattern.items.size())
      return base::invalid_field("repl", "must have as many texts as there are patterns, or one");
    std::vector<Rule> rules;
    for (std::size_t i = 0; i < options.pattern.items.size(); ++i) {
      TRY_ASSIGN(Pattern pattern, Pattern::compile(options.pattern.items[i], "pattern"));
      const std::string& with = replacements.empty()       ? std::string()
                                : replacements.size() == 1 ? replacements[0]
                                                           : replacements[i];
      TRY_ASSIGN(Replacement replacement, Replacement::parse(with, &pattern, "repl"));
      rules.push_back({std::move(pattern), std::move(replacement)});
    }
    return std::make_unique<ReplaceContentMapper>(std::move(rules));
  }

  void map(std::string_view text, Edits& out) const override {
    Passes passes(text, out);
    for (const Rule& rule : rules_)
      passes.run([&](std::string_view t, Edits& edits) {
        rule.pattern.replace_all(t, rule.replacement, "pattern", edits);
      });
  }

 private:
  std::vector<Rule> rules_;
};

}  // namespace

OperatorType replace_content_mapper() {
  return operator_type<ReplaceContentMapper, ReplaceContentOptions, kFields>(
      "replace_content_mapper", Kind::kMapper, Group::kExpert,
      "Replaces what patterns of one's own find.");
}

}  // namespace millrace::clean::ops
