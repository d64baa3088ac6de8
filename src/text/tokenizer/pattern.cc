#include "text/tokenizer/pattern.h"

namespace millrace::text {

Result<Pattern> Pattern::parse(const json::Value* value) {
  Pattern pattern;
  const json::Value* literal = value == nullptr ? nullptr : value->find("String");
  const json::Value* regex = value == nullptr ? nullptr : value->find("Regex");
  if (literal != nullptr && literal->as_string() != nullptr) {
    pattern.literal_ = *literal->as_string();
    if (pattern.literal_.empty())
      return fail(ErrorCode::kInvalid, "tokenizer.json: the pattern {\"String\": \"\"} is empty");
    return pattern;
  }
  if (regex == nullptr || regex->as_string() == nullptr)
    return fail(ErrorCode::kInvalid,
                "tokenizer.json: a pattern must be {\"String\": text} or {\"Regex\": text}");
  pattern.expression_ = *regex->as_string();
  TRY_ASSIGN(pattern.regex_, Regex::compile(*pattern.expression_));
  return pattern;
}

void Pattern::each_match(std::string_view text, RegexWork& work,
                         const std::function<void(Span)>& found) const {
  if (regex_) return regex_->each_match(text, work, found);
  for (std::size_t at = text.find(literal_); at != std::string_view::npos;
       at = text.find(literal_, at + literal_.size()))
    found({at, at + literal_.size()});
}

}  // namespace millrace::text
