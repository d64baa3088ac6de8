// Options and work that the operators share which remove what they find, or put something in its
// place: by a scanner of their own or by the user's pattern. Constant; thread-safe.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "clean/operator.h"
#include "clean/ops/pattern.h"

namespace millrace::clean {

struct FoundTextOptions {
  std::optional<std::string> pattern;
  std::string repl;
};

inline constexpr std::array kFoundTextFields{
    describe::field<&FoundTextOptions::pattern>(
        "pattern", Access::kMutable,
        "A pattern of one's own, as in Python; null: what the operator is named for."),
    describe::field<&FoundTextOptions::repl>(
        "repl", Access::kMutable, "What stands in place of what is found; empty removes it.")};

class FoundText {
 public:
  static Result<FoundText> make(const FoundTextOptions& options);

  // nullptr: the operator's own scanner is asked for.
  const Pattern* pattern() const { return pattern_ ? &*pattern_ : nullptr; }
  const Replacement& replacement() const { return replacement_; }
  const std::string& plain() const { return plain_; }  // of the own scanner

 private:
  std::optional<Pattern> pattern_;
  Replacement replacement_;
  std::string plain_;
};

}  // namespace millrace::clean
