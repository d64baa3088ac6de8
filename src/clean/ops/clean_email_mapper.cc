// Removes or replaces e-mail addresses: [A-Za-z0-9.\-+_]+@[a-z0-9.\-+_]+\.[a-z]+
// Quirk: only domains in small letters. Without it, large letters are letters too.
#include "clean/ops/found_text.h"

namespace millrace::clean::ops {
namespace {

constexpr std::string_view kReason = "e-mail address";

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_domain(char c) {
  return is_lower(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == '_';
}
bool is_local(char c) {
  return is_domain(c) || is_upper(c);
}

class CleanEmailMapper final : public Mapper {
 public:
  explicit CleanEmailMapper(FoundText found, Compat compat)
      : found_(std::move(found)), compat_(compat) {}
  static Result<std::unique_ptr<CleanEmailMapper>> make(const FoundTextOptions& options,
                                                        const Context& context) {
    TRY_ASSIGN(auto found, FoundText::make(options));
    return std::make_unique<CleanEmailMapper>(std::move(found), context.compat);
  }

  void map(std::string_view text, Edits& out) const override {
    if (found_.pattern() != nullptr)
      return found_.pattern()->replace_all(text, found_.replacement(), kReason, out);
    std::size_t from = 0;  // addresses do not overlap
    for (std::size_t at = text.find('@'); at != std::string_view::npos;
         at = text.find('@', at + 1)) {
      std::size_t begin = at;
      while (begin > from && is_local(text[begin - 1])) --begin;
      if (begin == at) continue;
      const std::size_t end = domain_end(text, at + 1);
      if (end == 0) continue;
      out.replace(begin, end, found_.plain(), kReason);
      from = end;
      at = end - 1;
    }
  }

 private:
  bool in_name(char c) const { return is_lower(c) || (compat_ == Compat::kSane && is_upper(c)); }
  // The end of the domain that begins at `begin`, or 0. Greedy: up to the last dot of the run that
  // has a letter behind it and something before it.
  std::size_t domain_end(std::string_view text, std::size_t begin) const {
    std::size_t run = begin;
    while (run < text.size() && (is_domain(text[run]) || in_name(text[run]))) ++run;
    for (std::size_t dot = run; dot-- > begin + 1;) {
      if (text[dot] != '.' || dot + 1 == run || !in_name(text[dot + 1])) continue;
      std::size_t end = dot + 1;
      while (end < run && in_name(text[end])) ++end;
      return end;
    }
    return 0;
  }

  FoundText found_;
  Compat compat_;
};

}  // namespace

OperatorType clean_email_mapper() {
  return operator_type<CleanEmailMapper, FoundTextOptions, kFoundTextFields>(
      "clean_email_mapper", Kind::kMapper, Group::kSensitive,
      "Removes e-mail addresses, or puts repl in their place.");
}

}  // namespace millrace::clean::ops
