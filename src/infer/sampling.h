// The next token from a row of logits, as vLLM and Hugging Face document the parameters. Random
// numbers are counted, not drawn: they follow from (seed, position) alone, so that a request with a
// seed gives the same tokens whatever else is computed. A Sampler is one sequence's, one thread's.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace millrace::infer {

struct SamplingOptions {
  double temperature = 1.0;  // 0: the likeliest; of equals the lowest id
  double top_p = 1.0;
  std::int64_t top_k = 0;           // 0 or -1: all
  double min_p = 0.0;               // of the likeliest one's probability
  double repetition_penalty = 1.0;  // for what the prompt or the answer has
  double presence_penalty = 0.0;    // for what the answer has
  double frequency_penalty = 0.0;   // as often as the answer has it
  std::map<std::int32_t, float> logit_bias{};
  std::optional<std::uint64_t> seed{};
  // Logprobs of the token and of that many of the likeliest, of the distribution as the model gives
  // it, before anything here changes it.
  std::optional<std::int32_t> logprobs{};
};
inline constexpr std::int32_t kMaxLogprobs = 20;

// kInvalid names the field and its range.
Result<void> check_sampling(const SamplingOptions& options, std::int32_t vocab_size);

struct TokenLogprob {
  std::int32_t id = 0;
  float logprob = 0;
};
struct SampledToken {
  std::int32_t id = 0;
  float logprob = 0;                // if asked for
  std::vector<TokenLogprob> top{};  // likeliest first
};

// One bit a token; words of 64.
using TokenMask = std::vector<std::uint64_t>;

// In [0, 1), from a seed and a count.
double counted_random(std::uint64_t seed, std::uint64_t count);

class Sampler {
 public:
  // `seed` is what numbers follow from: the options' own, or another where they have none.
  Sampler(SamplingOptions options, std::span<const std::int32_t> prompt, std::uint64_t seed);

  // The token at `position` of the answer. `allowed` leaves out what a constraint forbids (null:
  // nothing); it allows at least one. Changes `logits`.
  SampledToken next(std::span<float> logits, std::int64_t position, const TokenMask* allowed);
  // Counts a token of the answer: penalties apply from the next one on.
  void accept(std::int32_t token) { ++generated_[token]; }

 private:
  struct Candidate {
    float logit;
    std::int32_t id;
  };
  void apply_penalties(std::span<float> logits) const;
  std::int32_t draw(std::span<const float> logits, std::int64_t position);
  void keep_top_k(std::vector<Candidate>& candidates) const;
  std::size_t keep_top_p(std::vector<Candidate>& candidates) const;

  const SamplingOptions options_;
  const std::uint64_t seed_;
  std::vector<std::int32_t> prompt_;  // each id once; only where the penalty looks at it
  std::unordered_map<std::int32_t, std::int32_t> generated_;
  std::vector<Candidate> candidates_;  // kept from token to token
};

}  // namespace millrace::infer
