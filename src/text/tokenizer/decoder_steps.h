// The single steps that decoder.cc puts together: each looks at one token. Constant, shared.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "text/tokenizer/pattern.h"

namespace millrace::text {

// A token on its way: text, or bytes that need their neighbours to be a code point.
struct DecoderItem {
  enum class Kind : std::uint8_t { kText, kBytes, kFallbackByte } kind = Kind::kText;
  std::string text;
  std::size_t index = 0;  // of the token in its sequence
};

class DecoderStep {
 public:
  virtual ~DecoderStep() = default;
  virtual void apply(DecoderItem& item, RegexWork& work) const = 0;
};
using DecoderSteps = std::vector<std::unique_ptr<DecoderStep>>;

// Takes up to `start` times the character from the beginning of a text, up to `stop` from its end.
struct StripRule {
  std::string character;
  std::size_t start = 0, stop = 0;
};

std::unique_ptr<DecoderStep> decode_byte_level_step();
std::unique_ptr<DecoderStep> decode_byte_fallback_step();
std::unique_ptr<DecoderStep> decode_replace_step(Pattern pattern, std::string content);
std::unique_ptr<DecoderStep> decode_strip_step(StripRule rule);
enum class FirstBlank : std::uint8_t { kKept, kDropped };
std::unique_ptr<DecoderStep> decode_metaspace_step(std::string replacement, FirstBlank first);
enum class Cleanup : std::uint8_t { kNo, kYes };  // of blanks before punctuation
std::unique_ptr<DecoderStep> decode_word_piece_step(std::string prefix, Cleanup cleanup);
std::unique_ptr<DecoderStep> decode_blanks_step();  // joins tokens with blanks

}  // namespace millrace::text
