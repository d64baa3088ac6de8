// What the files call a pattern: {"String": …} or {"Regex": …}. Constant after it was made.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"
#include "text/tokenizer/regex.h"

namespace millrace::text {

class Pattern {
 public:
  static Result<Pattern> parse(const json::Value* value);  // nullptr is an error, with words
  void each_match(std::string_view text, RegexWork& work,
                  const std::function<void(Span)>& found) const;
  // The expression, or nothing for a string.
  const std::optional<std::string>& expression() const { return expression_; }

 private:
  Pattern() = default;
  std::string literal_;
  std::optional<std::string> expression_;
  std::optional<Regex> regex_;
};

}  // namespace millrace::text
