// Removes the bibliography of TeX documents and all that follows it, also an appendix.
#include <array>

#include "clean/operator.h"

namespace millrace::clean::ops {
namespace {

struct RemoveBibliographyOptions {};
constexpr std::array<describe::Field, 0> kFields{};

constexpr std::array<std::string_view, 4> kBegins{"appendix", "begin{references}",
                                                  "begin{REFERENCES}", "begin{thebibliography}"};

class RemoveBibliographyMapper final : public Mapper {
 public:
  explicit RemoveBibliographyMapper(RemoveBibliographyOptions) {}

  void map(std::string_view text, Edits& out) const override {
    const std::size_t last_close = text.rfind('}');
    for (std::size_t at = text.find('\\'); at != text.npos; at = text.find('\\', at + 1)) {
      const std::string_view rest = text.substr(at + 1);
      bool found = rest.starts_with("bibliography{") && last_close != text.npos && last_close > at;
      for (const auto& begin : kBegins) found = found || rest.starts_with(begin);
      if (!found) continue;
      return out.remove(at, text.size(), "bibliography");
    }
  }
};

}  // namespace

OperatorType remove_bibliography_mapper() {
  return operator_type<RemoveBibliographyMapper, RemoveBibliographyOptions, kFields>(
      "remove_bibliography_mapper", Kind::kMapper, Group::kInvalid,
      "Removes the bibliography of TeX documents, and what follows it.");
}

}  // namespace millrace::clean::ops
