#include "infer/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace millrace::infer {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

Result<void> in_range(const char* field, double value, double low, double high) {
  if (value >= low && value <= high) return {};
  return base::invalid_field(
      field, "must be between " + std::to_string(low) + " and " + std::to_string(high));
}

// Likelier first, of equals the lower id: one order everywhere.
constexpr auto kLikelier = [](const auto& a, const auto& b) {
  return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
};

struct LogSum {
  float highest = kNever;
  double log_sum = 0;  // of exp(logit - highest)
};
LogSum log_sum(std::span<const float> logits) {
  LogSum result;
  for (const float logit : logits) result.highest = std::max(result.highest, logit);
  double sum = 0;
  // What is e^-40 of the likeliest adds nothing that a float could show.
  for (const float logit : logits)
    if (logit > result.highest - 40) sum += std::exp(logit - result.highest);
  result.log_sum = std::log(sum);
  return result;
}

}  // namespace

double counted_random(std::uint64_t seed, std::uint64_t count) {
  return static_cast<double>(mix(mix(seed) ^ mix(count + 0x5851F42D4C957F2DU)) >> 11) * 0x1.0p-53;
}

Result<void> check_sampling(const SamplingOptions& options, std::int32_t vocab_size) {
  TRY(in_range("temperature", options.temperature, 0, 2));
  TRY(in_range("top_p", options.top_p, 0, 1));
  if (options.top_p == 0) return base::invalid_field("top_p", "must be greater than 0");
  if (options.top_k < -1) return base::invalid_field("top_k", "must be -1, 0 (all) or more");
  TRY(in_range("min_p", options.min_p, 0, 1));
  TRY(in_range("repetition_penalty", options.repetition_penalty, 0.01, 10));
  TRY(in_range("presence_penalty", options.presence_penalty, -2, 2));
  TRY(in_range("frequency_penalty", options.frequency_penalty, -2, 2));
  if (options.logprobs) TRY(in_range("top_logprobs", *options.logprobs, 0, kMaxLogprobs));
  for (const auto& [id, bias] : options.logit_bias) {
    if (id < 0 || id >= vocab_size)
      return base::invalid_field("logit_bias", "there is no token " + std::to_string(id));
    TRY(in_range("logit_bias", static_cast<double>(bias), -100, 100));
  }
  return {};
}

Sampler::Sampler(SamplingOptions options, std::span<const std::int32_t> prompt, std::uint64_t seed)
    : options_(std::move(options)), seed_(seed) {
  if (options_.repetition_penalty == 1.0) return;
  prompt_.assign(prompt.begin(), prompt.end());
  std::ranges::sort(prompt_);
  prompt_.erase(std::unique(prompt_.begin(), prompt_.end()), prompt_.end());
}

void Sampler::apply_penalties(std::span<float> logits) const {
  const auto slot = [&](std::int32_t id) -> float* {
    return id >= 0 && static_cast<std::size_t>(id) < logits.size()
               ? &logits[static_cast<std::size_t>(id)]
               : nullptr;
  };
  for (const auto& [id, bias] : options_.logit_bias)
    if (float* logit = slot(id)) *logit += bias;
  const auto repeat = static_cast<float>(options_.repetition_penalty);
  const auto weaken = [&](std::int32_t id) {
    float* logit = slot(id);
    if (logit && repeat != 1.0F) *logit = *logit > 0 ? *logit / repeat : *logit * repeat;
  };
  for (const std::int32_t id : prompt_) weaken(id);
  for (const auto& [id, count] : generated_) {
    if (!std::ranges::binary_search(prompt_, id)) weaken(id);
    float* logit = slot(id);
    if (!logit) continue;
    *logit -= static_cast<float>(options_.frequency_penalty) * static_cast<float>(count);
    *logit -= static_cast<float>(options_.presence_penalty);
  }
}

void Sampler::keep_top_k(std::vector<Candidate>& candidates) const {
  if (options_.top_k <= 0 || static_cast<std::size_t>(options_.top_k) >= candidates.size()) return;
  const auto k = static_cast<std::ptrdiff_t>(options_.top_k);
  std::nth_element(candidates.begin(), candidates.begin() + k - 1, candidates.end(), kLikelier);
  candidates.resize(static_cast<std::size_t>(k));
}

// Puts the fewest of the likeliest that reach top_p in front, in order; says how many. Only as many
// as are needed are sorted.
std::size_t Sampler::keep_top_p(std::vector<Candidate>& candidates) const {
  const auto highest =
      std::ranges::max_element(candidates, [](const Candidate& a, const Candidate& b) {
        return a.logit < b.logit;
      })->logit;
  const auto weight = [&](const Candidate& c) {
    return static_cast<double>(std::exp(c.logit - highest));
  };
  double total = 0;
  for (const Candidate& candidate : candidates)
    if (candidate.logit > highest - 40) total += weight(candidate);
  double sum = 0;
  std::size_t sorted = 0;
  for (std::size_t part = 64; sorted < candidates.size(); part *= 8) {
    const std::size_t end = std::min(sorted + part, candidates.size());
    std::partial_sort(candidates.begin() + static_cast<std::ptrdiff_t>(sorted),
                      candidates.begin() + static_cast<std::ptrdiff_t>(end), candidates.end(),
                      kLikelier);
    for (; sorted < end; ++sorted) {
      sum += weight(candidates[sorted]);
      if (sum >= options_.top_p * total) return sorted + 1;
    }
  }
  return candidates.size();
}

std::int32_t Sampler::draw(std::span<const float> logits, std::int64_t position) {
  std::vector<Candidate>& candidates = candidates_;
  candidates.clear();
  const float highest = *std::ranges::max_element(logits);
  const auto heat = static_cast<float>(options_.temperature);
  // min_p and what no float can show of a probability are cut off first: it is a comparison.
  const float least = options_.min_p > 0 ? static_cast<float>(std::log(options_.min_p)) : -40.0F;
  for (std::size_t id = 0; id < logits.size(); ++id) {
    const float scaled = (logits[id] - highest) / heat;
    if (scaled >= std::max(least, -40.0F))
      candidates.push_back({scaled, static_cast<std::int32_t>(id)});
  }
  keep_top_k(candidates);
  const std::size_t kept = options_.top_p < 1 ? keep_top_p(candidates) : candidates.size();
  candidates.resize(kept);
  // The order in which probabilities add up is that of ids, however they were selected.
  std::ranges::sort(candidates, {}, &Candidate::id);
  double total = 0;
  for (const Candidate& candidate : candidates)
    total += static_cast<double>(std::exp(candidate.logit));
  double left = counted_random(seed_, static_cast<std::uint64_t>(position)) * total;
  for (const Candidate& candidate : candidates) {
    left -= static_cast<double>(std::exp(candidate.logit));
    if (left < 0) return candidate.id;
  }
  return std::ranges::min_element(candidates, kLikelier)->id;
}

SampledToken Sampler::next(std::span<float> logits, std::int64_t position,
                           const TokenMask* allowed) {
  SampledToken token;
  LogSum raw;
  std::vector<float> kept;
  if (options_.logprobs) {
    raw = log_sum(logits);
    kept.assign(logits.begin(), logits.end());
  }
  if (allowed)
    for (std::size_t id = 0; id < logits.size(); ++id)
      if (id / 64 >= allowed->size() || !((*allowed)[id / 64] >> (id % 64) & 1))
        logits[id] = kNever;
  apply_penalties(logits);
  // A model that gives what is no number must not choose what is no token.
  for (float& logit : logits)
    if (std::isnan(logit)) logit = kNever;
  token.id = options_.temperature < 1e-5 || *std::ranges::max_element(logits) == kNever
                 ? static_cast<std::int32_t>(std::ranges::max_element(logits) - logits.begin())
                 : draw(logits, position);
  if (!options_.logprobs) return token;
  const auto logprob = [&](float logit) {
    return static_cast<float>(static_cast<double>(logit - raw.highest) - raw.log_sum);
  };
  token.logprob = logprob(kept[static_cast<std::size_t>(token.id)]);
  candidates_.clear();
  for (std::size_t id = 0; id < kept.size(); ++id)
    candidates_.push_back({kept[id], static_cast<std::int32_t>(id)});
  const auto top =
      std::min<std::ptrdiff_t>(*options_.logprobs, static_cast<std::ptrdiff_t>(candidates_.size()));
  std::partial_sort(candidates_.begin(), candidates_.begin() + top, candidates_.end(), kLikelier);
  for (std::ptrdiff_t i = 0; i < top; ++i) {
    const Candidate& candidate = candidates_[static_cast<std::size_t>(i)];
    token.top.push_back({candidate.id, logprob(candidate.logit)});
  }
  return token;
}

}  // namespace millrace::infer
