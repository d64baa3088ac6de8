#include "infer/answer.h"

#include <algorithm>

namespace millrace::infer {

std::string_view word(FinishReason reason) {
  switch (reason) {
    case FinishReason::kStop:
      return "stop";
    case FinishReason::kLength:
      return "length";
    case FinishReason::kCancelled:
      return "abort";
    case FinishReason::kError:
      break;
  }
  return "error";
}

Answer::Answer(const AnswerOptions& options, const text::Tokenizer* tokenizer,
               std::span<const std::int32_t> prompt, std::uint64_t seed)
    : options_(options), sampler_(options.sampling, prompt, seed), stop_text_(options.stop) {
  if (tokenizer) decoder_.emplace(*tokenizer, options.special);
  if (options.constraint) state_ = options.constraint->start();
}

Result<AnswerPiece> Answer::take(std::span<float> logits) {
  std::shared_ptr<const TokenMask> allowed;
  if (options_.constraint) {
    allowed = options_.constraint->allowed(state_);
    if (!allowed)
      return fail(ErrorCode::kInternal,
                  "no token of this model continues what the response format asks for");
  }
  AnswerPiece piece{.token = sampler_.next(logits, generated_, allowed.get()), .text = {}};
  const std::int32_t id = piece.token.id;
  ++generated_;
  sampler_.accept(id);
  if (std::ranges::find(options_.stop_ids, id) != options_.stop_ids.end()) {
    finished_ = FinishReason::kStop;
    return piece;
  }
  if (options_.constraint) {
    const auto next = options_.constraint->next(state_, id);
    if (!next)
      return fail(ErrorCode::kInternal, "the model's logits leave no token that may follow");
    state_ = *next;
  }
  if (decoder_) piece.text = stop_text_.push(decoder_->push(id));
  if (stop_text_.matched())
    finished_ = FinishReason::kStop;
  else if (generated_ >= options_.max_tokens)
    finished_ = FinishReason::kLength;
  return piece;
}

std::string Answer::finish() {
  if (!decoder_ || stop_text_.matched()) return {};
  std::string text = stop_text_.push(decoder_->finish());
  if (stop_text_.matched())
    finished_ = FinishReason::kStop;
  else
    text += stop_text_.finish();
  return text;
}

}  // namespace millrace::infer
