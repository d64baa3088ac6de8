// One answer to a request, from logits to text: samples, keeps to the constraint, decodes whole
// code points, looks for stop strings, and knows when it is over. One thread's.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infer/constraint/constraint.h"
#include "infer/sampling.h"
#include "infer/stop_text.h"
#include "text/tokenizer/tokenizer.h"

namespace millrace::infer {

enum class FinishReason : std::uint8_t { kStop, kLength, kCancelled, kError };
std::string_view word(FinishReason reason);  // "stop", "length", "abort", "error"

struct AnswerOptions {
  SamplingOptions sampling;
  std::vector<std::string> stop{};       // the text ends before them
  std::vector<std::int32_t> stop_ids{};  // end the answer: end-of-sequence; not shown
  std::int64_t max_tokens = 16;
  std::shared_ptr<Constraint> constraint{};
  text::SkipSpecial special = text::SkipSpecial::kYes;
};

// What one token brought.
struct AnswerPiece {
  SampledToken token;
  std::string text;  // may be empty: half a code point, or what may become a stop string
};

class Answer {
 public:
  // Without a tokenizer there is no text, only ids.
  Answer(const AnswerOptions& options, const text::Tokenizer* tokenizer,
         std::span<const std::int32_t> prompt, std::uint64_t seed);

  // The next token. kInternal: the constraint cannot be met with this model's tokens.
  Result<AnswerPiece> take(std::span<float> logits);
  // What is held back of the text when it ends without a stop string.
  std::string finish();

  std::int64_t generated() const { return generated_; }
  std::optional<FinishReason> finished() const { return finished_; }
  const std::optional<std::string>& stopped_by() const { return stop_text_.matched(); }

 private:
  const AnswerOptions& options_;
  Sampler sampler_;
  StopText stop_text_;
  std::optional<text::StreamDecoder> decoder_;
  Constraint::State state_ = 0;
  std::int64_t generated_ = 0;
  std::optional<FinishReason> finished_;
};

}  // namespace millrace::infer
