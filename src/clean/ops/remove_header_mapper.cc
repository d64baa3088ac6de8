// Removes what stands before the first heading of a TeX document. Quirk: drop_no_head does nothing.
// Without it, a text without headings becomes empty where drop_no_head is set.
#include <array>

#include "clean/operator.h"
#include "clean/ops/code_points.h"

namespace millrace::clean::ops {
namespace {

constexpr std::string_view kReason = "before the first heading";

struct RemoveHeaderOptions {
  bool drop_no_head = true;
};
constexpr std::array kFields{describe::field<&RemoveHeaderOptions::drop_no_head>(
    "drop_no_head", Access::kMutable,
    "Empties texts without headings; only without strict_compat.")};

constexpr std::array<std::string_view, 6> kHeadings{"chapter",    "part",          "section",
                                                    "subsection", "subsubsection", "paragraph"};

// Where in a text brackets stand last: a heading needs them somewhere behind it, and a text full of
// headings must not be searched to its end for each.
struct Brackets {
  explicit Brackets(std::string_view text) {
    close = text.rfind('}');
    if (close != text.npos && close > 0) option = text.rfind("]{", close - 1);
  }
  std::size_t close = std::string_view::npos;   // the last "}"
  std::size_t option = std::string_view::npos;  // the last "]{" before it

  static bool from(std::size_t last, std::size_t at) {
    return last != std::string_view::npos && last >= at;
  }
};

// Is there, behind the word, "*" or not, "[…]" or not, and "{…}"?
bool has_arguments(std::string_view text, std::size_t at, const Brackets& brackets) {
  if (at < text.size()) {
    const char32_t next = text::decode_valid(text.data() + at).code;
    if (text::CharClasses::table().is(next, text::CharClass::kWord)) return false;
  }
  if (text.substr(at, 1) == "*") ++at;
  if (text.substr(at, 1) == "[") return Brackets::from(brackets.option, at);
  return text.substr(at, 1) == "{" && Brackets::from(brackets.close, at);
}

// A paragraph counts where one of its closing brackets is followed by a subparagraph: in the
// pattern of Data-Juicer the bar between both is missing.
bool subparagraph_follows(std::string_view text, std::size_t at, const Brackets& brackets) {
  constexpr std::string_view kNext = "}\\subparagraph";
  for (at = text.find(kNext, at); at != text.npos; at = text.find(kNext, at + 1))
    if (has_arguments(text, at + kNext.size(), brackets)) return true;
  return false;
}

class RemoveHeaderMapper final : public Mapper {
 public:
  RemoveHeaderMapper(RemoveHeaderOptions options, Compat compat)
      : options_(options), compat_(compat) {}
  static Result<std::unique_ptr<RemoveHeaderMapper>> make(RemoveHeaderOptions options,
                                                          const Context& context) {
    return std::make_unique<RemoveHeaderMapper>(options, context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    // Looked for once: a text full of paragraphs would be searched to its end for each.
    bool paragraphs = true;
    const Brackets brackets(text);
    for (std::size_t at = text.find('\\'); at != text.npos; at = text.find('\\', at + 1)) {
      const std::string_view rest = text.substr(at + 1);
      for (const auto& heading : kHeadings) {
        if (!rest.starts_with(heading)) continue;
        const std::size_t behind = at + 1 + heading.size();
        if (!has_arguments(text, behind, brackets)) continue;
        if (heading == "paragraph" && compat_ == Compat::kStrict) {
          paragraphs = paragraphs && subparagraph_follows(text, behind, brackets);
          if (!paragraphs) continue;
        }
        if (at > 0) out.remove(0, at, kReason);
        return;
      }
    }
    if (compat_ == Compat::kSane && options_.drop_no_head && !text.empty())
      out.remove(0, text.size(), "no heading");
  }

 private:
  RemoveHeaderOptions options_;
  Compat compat_;
};

}  // namespace

OperatorType remove_header_mapper() {
  return operator_type<RemoveHeaderMapper, RemoveHeaderOptions, kFields>(
      "remove_header_mapper", Kind::kMapper, Group::kExpert,
      "Removes what stands before the first heading of a TeX document.");
}

}  // namespace millrace::clean::ops
