// Removes or replaces e-mail addresses: [A-Za-z0-9.\-+_]+@[a-z0-9.\-+_]+\.[a-z]+
#include <array>
#include <cstring>

#include "clean/operator.h"

namespace millrace::clean::ops {
namespace {

struct Options {
  std::string repl;
};

constexpr std::array kFields{describe::field<&Options::repl>(
    "repl", Access::kMutable, "What stands in place of an address; empty removes it.")};

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_domain(char c) {
  return is_lower(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == '_';
}
bool is_local(char c) {
  return is_domain(c) || (c >= 'A' && c <= 'Z');
}

// The end of the domain that begins at `begin`, or 0. Greedy: up to the last dot of the run that
// has a letter behind it and something before it.
std::size_t domain_end(std::string_view text, std::size_t begin) {
  std::size_t run = begin;
  while (run < text.size() && is_domain(text[run])) ++run;
  for (std::size_t dot = run; dot-- > begin + 1;) {
    if (text[dot] != '.' || dot + 1 == run || !is_lower(text[dot + 1])) continue;
    std::size_t end = dot + 1;
    while (end < run && is_lower(text[end])) ++end;
    return end;
  }
  return 0;
}

class CleanEmailMapper final : public Mapper {
 public:
  explicit CleanEmailMapper(Options options) : options_(std::move(options)) {}

  void map(std::string_view text, Edits& out) const override {
    std::size_t from = 0;  // addresses do not overlap
    for (std::size_t at = text.find('@'); at != std::string_view::npos;
         at = text.find('@', at + 1)) {
      std::size_t begin = at;
      while (begin > from && is_local(text[begin - 1])) --begin;
      if (begin == at) continue;
      const std::size_t end = domain_end(text, at + 1);
      if (end == 0) continue;
      out.replace(begin, end, options_.repl, "e-mail address");
      from = end;
      at = end - 1;
    }
  }

 private:
  Options options_;
};

}  // namespace

OperatorType clean_email_mapper() {
  return operator_type<CleanEmailMapper, Options, kFields>(
      "clean_email_mapper", Kind::kMapper, Group::kSensitive,
      "Removes e-mail addresses, or puts repl in their place.");
}

}  // namespace millrace::clean::ops
