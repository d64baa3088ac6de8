// Removes or replaces web addresses. Quirk: everything up to white space belongs to an address,
// also the Chinese text behind it. Without it, an address ends before what is not ASCII.
#include "clean/ops/found_text.h"
#include "clean/ops/link_scanner.h"

namespace millrace::clean::ops {
namespace {

constexpr std::string_view kReason = "link";

class CleanLinksMapper final : public Mapper {
 public:
  explicit CleanLinksMapper(FoundText found, Compat compat)
      : found_(std::move(found)), compat_(compat) {}
  static Result<std::unique_ptr<CleanLinksMapper>> make(const FoundTextOptions& options,
                                                        const Context& context) {
    TRY_ASSIGN(auto found, FoundText::make(options));
    return std::make_unique<CleanLinksMapper>(std::move(found), context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    if (found_.pattern() != nullptr)
      return found_.pattern()->replace_all(text, found_.replacement(), kReason, out);
    LinkScanner scanner(text);
    while (const auto link = scanner.next()) {
      std::size_t end = link->end;
      if (compat_ == Compat::kSane) end = ascii_end(text, link->begin, end);
      out.replace(link->begin, end, found_.plain(), kReason);
    }
  }

 private:
  static std::size_t ascii_end(std::string_view text, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (static_cast<unsigned char>(text[i]) >= 0x80) return i;
    return end;
  }

  FoundText found_;
  Compat compat_;
};

}  // namespace

OperatorType clean_links_mapper() {
  return operator_type<CleanLinksMapper, FoundTextOptions, kFoundTextFields>(
      "clean_links_mapper", Kind::kMapper, Group::kInvalid,
      "Removes web addresses (http, ftp, www and the like), or puts repl in their place.");
}

}  // namespace millrace::clean::ops
