// Leaves the text of HTML. Quirks: scripts and style sheets count as text, paragraphs run into each
// other, and only <li> and <ol> written exactly so become list marks. Without them, scripts are
// gone and blocks begin lines.
#include <array>

#include "clean/operator.h"
#include "clean/ops/html_text.h"
#include "clean/ops/passes.h"

namespace millrace::clean::ops {
namespace {

struct CleanHtmlOptions {};
constexpr std::array<describe::Field, 0> kFields{};

// Data-Juicer's list marks, which it sets before it parses.
void mark_lists(std::string_view text, Edits& out) {
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
    const std::string_view rest = text.substr(at);
    const bool opens = rest.starts_with("<li>") || rest.starts_with("<ol>");
    if (opens)
      out.replace(at, at + 4, "\n*", "list mark");
    else if (rest.starts_with("</li>") || rest.starts_with("</ol>"))
      out.remove(at, at + 5, "list mark");
  }
}

class CleanHtmlMapper final : public Mapper {
 public:
  explicit CleanHtmlMapper(Compat compat) : compat_(compat) {}
  static Result<std::unique_ptr<CleanHtmlMapper>> make(CleanHtmlOptions, const Context& context) {
    return std::make_unique<CleanHtmlMapper>(context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    Passes passes(text, out);
    passes.run(mark_lists);
    passes.run([&](std::string_view t, Edits& edits) { html_to_text(t, compat_, edits); });
  }

 private:
  Compat compat_;
};

}  // namespace

OperatorType clean_html_mapper() {
  return operator_type<CleanHtmlMapper, CleanHtmlOptions, kFields>(
      "clean_html_mapper", Kind::kMapper, Group::kInvalid,
      "Removes HTML tags and leaves the plain text of all nodes.");
}

}  // namespace millrace::clean::ops
