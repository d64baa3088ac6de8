#include "text/tokenizer/pre_tokenizer.h"

#include <fmt/core.h>

#include "text/tokenizer/pre_tokenizer_steps.h"
#include "text/unicode/char_classes.h"
#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

constexpr std::size_t kMostSteps = 64;

Error unsupported(std::string_view what) {
  return fail(ErrorCode::kInvalid, fmt::format("tokenizer.json: {} is not supported", what));
}

Result<SplitBehavior> behavior_of(const json::Value& description, std::string_view other) {
  const std::string name = description.string_or("behavior", other);
  if (name == "Removed") return SplitBehavior::kRemoved;
  if (name == "Isolated") return SplitBehavior::kIsolated;
  if (name == "MergedWithPrevious") return SplitBehavior::kMergedWithPrevious;
  if (name == "MergedWithNext") return SplitBehavior::kMergedWithNext;
  if (name == "Contiguous") return SplitBehavior::kContiguous;
  return unsupported(fmt::format("the split behavior \"{}\"", name));
}

using Step = std::unique_ptr<PreTokenizer>;

Result<Step> parse_split(const json::Value& description) {
  TRY_ASSIGN(Pattern pattern, Pattern::parse(description.find("pattern")));
  TRY_ASSIGN(const SplitBehavior behavior, behavior_of(description, ""));
  const bool invert = description.bool_or("invert", false);
  const Scanner scanner = pattern.expression() ? scanner_of(*pattern.expression()) : nullptr;
  if (scanner != nullptr && behavior == SplitBehavior::kIsolated) return scanner_step(scanner);
  return split_step(pattern_finder(std::move(pattern)), behavior,
                    invert ? SplitOn::kGaps : SplitOn::kMatches);
}

Result<Step> parse_metaspace(const json::Value& description) {
  const bool legacy = description.bool_or("add_prefix_space", true);
  const std::string scheme = description.string_or("prepend_scheme", legacy ? "always" : "never");
  PrependScheme when = PrependScheme::kAlways;
  if (scheme == "first") {
    when = PrependScheme::kFirst;
  } else if (scheme == "never") {
    when = PrependScheme::kNever;
  } else if (scheme != "always") {
    return unsupported(fmt::format("the prepend_scheme \"{}\"", scheme));
  }
  const std::string replacement = description.string_or("replacement", "\u2581");
  if (replacement.empty()) return unsupported("a Metaspace without \"replacement\"");
  const bool split = description.bool_or("split", true);
  return metaspace_step(replacement, when, split ? MetaspaceSplit::kYes : MetaspaceSplit::kNo);
}

Result<Step> parse_delimiter(const json::Value& description) {
  const std::string delimiter = description.string_or("delimiter", "");
  if (delimiter.empty()) return unsupported("a CharDelimiterSplit without \"delimiter\"");
  json::Object pattern{{"String", delimiter}};
  const json::Value value(std::move(pattern));
  TRY_ASSIGN(Pattern parsed, Pattern::parse(&value));
  return split_step(pattern_finder(std::move(parsed)), SplitBehavior::kRemoved, SplitOn::kMatches);
}

Finder space_finder() {
  return class_finder(CharClass::kSpace);
}
Finder punctuation_finder() {
  return class_finder(CharClass::kPunctuation);
}

// Runs of word characters, and runs of what is neither those nor white space.
Finder word_finder() {
  return [](std::string_view text, RegexWork&, const std::function<void(Span)>& found) {
    const CharClasses& classes = CharClasses::table();
    const auto kind = [&](std::size_t at) {
      const std::uint8_t flags = classes.of(decode_valid(text.data() + at).code);
      return (flags & CharClass::kWord) != 0 ? 1 : (flags & CharClass::kSpace) != 0 ? 0 : 2;
    };
    for (std::size_t at = 0; at < text.size();) {
      const int wanted = kind(at);
      const std::size_t begin = at;
      while (at < text.size() && kind(at) == wanted) at += decode_valid(text.data() + at).size;
      if (wanted != 0) found({begin, at});
    }
  };
}

Result<void> add(const json::Value& description, PreTokenization& out);

Result<void> add_sequence(const json::Value& description, PreTokenization& out) {
  const json::Value* list = description.find("pretokenizers");
  if (list == nullptr || list->as_array() == nullptr)
    return fail(ErrorCode::kInvalid,
                "tokenizer.json: a pre-tokenizer Sequence needs the list \"pretokenizers\"");
  for (const json::Value& item : *list->as_array()) TRY(add(item, out));
  return {};
}

void add_byte_level(const json::Value& description, PreTokenization& out) {
  if (description.bool_or("add_prefix_space", true)) out.steps.push_back(space_before_step());
  if (description.bool_or("use_regex", true))
    out.steps.push_back(scanner_step(scanner_of(kGpt2Expression)));
  out.ends_in_byte_alphabet = true;
}

Result<void> add(const json::Value& description, PreTokenization& out) {
  if (out.steps.size() >= kMostSteps) return unsupported("more than 64 pre-tokenizers in a row");
  const std::string type = description.string_or("type", "");
  if (type == "Sequence") return add_sequence(description, out);
  if (out.ends_in_byte_alphabet) {
    out.steps.push_back(byte_alphabet_step());
    out.ends_in_byte_alphabet = false;
  }
  const auto split = [&](Finder finder, SplitBehavior behavior, SplitOn on = SplitOn::kMatches) {
    out.steps.push_back(split_step(std::move(finder), behavior, on));
  };
  if (type == "ByteLevel") {
    add_byte_level(description, out);
  } else if (type == "Split") {
    TRY_ASSIGN(Step step, parse_split(description));
    out.steps.push_back(std::move(step));
  } else if (type == "Metaspace") {
    TRY_ASSIGN(Step step, parse_metaspace(description));
    out.steps.push_back(std::move(step));
  } else if (type == "CharDelimiterSplit") {
    TRY_ASSIGN(Step step, parse_delimiter(description));
    out.steps.push_back(std::move(step));
  } else if (type == "Digits") {
    split(class_finder(CharClass::kNumber), description.bool_or("individual_digits", false)
                                                ? SplitBehavior::kIsolated
                                                : SplitBehavior::kContiguous);
  } else if (type == "Punctuation") {
    TRY_ASSIGN(const SplitBehavior behavior, behavior_of(description, "Isolated"));
    split(punctuation_finder(), behavior);
  } else if (type == "Whitespace") {
    split(word_finder(), SplitBehavior::kRemoved, SplitOn::kGaps);
  } else if (type == "WhitespaceSplit") {
    split(space_finder(), SplitBehavior::kRemoved);
  } else if (type == "BertPreTokenizer") {
    split(space_finder(), SplitBehavior::kRemoved);
    split(punctuation_finder(), SplitBehavior::kIsolated);
  } else {
    return unsupported(fmt::format("the pre-tokenizer \"{}\"", type));
  }
  return {};
}

}  // namespace

Result<PreTokenization> parse_pre_tokenizers(const json::Value* description) {
  PreTokenization result;
  if (description != nullptr && !description->is_null()) TRY(add(*description, result));
  return result;
}

}  // namespace millrace::text
