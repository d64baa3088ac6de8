#include "train/plan.h"

#include <fmt/core.h>

#include <algorithm>

#include "train/sampler.h"

namespace millrace::train {
namespace {

// Share of the peak that whole steps of real data reach; measured with bench/.
constexpr double kEfficiency = 0.4;
constexpr std::int64_t kCheckpointBuffer = std::int64_t{256} << 20;
// Program, libraries, threads and the products made ready, before any weight.
constexpr std::int64_t kProgram = std::int64_t{160} << 20;

std::int64_t linear_weights(const modelfile::Descriptor& d) {
  std::int64_t n = 0;
  for (const auto& linear : modelfile::linear_list(d)) n += linear.in * linear.out;
  return n * d.layers;
}

bool is_target(const modelfile::LinearShape& linear, const std::vector<std::string>& targets) {
  const std::string last = linear.name.substr(linear.name.rfind('.') + 1);
  return targets.empty() || std::find(targets.begin(), targets.end(), last) != targets.end();
}

std::int64_t lora_weights(const modelfile::Descriptor& d, const protocol::TuneParams& params) {
  std::int64_t n = 0;
  for (const auto& linear : modelfile::linear_list(d))
    if (is_target(linear, params.lora_target_modules))
      n += d.layers * params.lora_rank * (linear.in + linear.out);
  return n;
}

std::string size_words(std::int64_t bytes) {
  const auto mib = static_cast<double>(bytes) / (1 << 20);
  return mib < 1024 ? fmt::format("{:.0f} MiB", mib) : fmt::format("{:.1f} GiB", mib / 1024);
}

}  // namespace

double flops_per_token(const modelfile::Descriptor& d, protocol::TuneMethod method,
                       const protocol::TuneParams& params, double length) {
  const bool full = method == protocol::TuneMethod::kFull;
  // A product forward, one for the input's gradient, one for the weight's, which LoRA leaves out.
  const double passes = full ? 6 : 4;
  const auto linear = static_cast<double>(linear_weights(d) + d.vocab_size * d.hidden_size);
  const double lora = full ? 0 : 6 * static_cast<double>(lora_weights(d, params));
  // Causal: half of length x length, two products, twice that backward.
  const double attention =
      6 * static_cast<double>(d.layers * d.heads * d.head_dim) * std::max(1.0, length);
  const double again = params.recompute ? 2 * static_cast<double>(linear_weights(d)) : 0;
  return passes * linear + lora + attention + again;
}

Plan make_plan(const modelfile::Descriptor& d, protocol::TuneMethod method,
               const protocol::TuneParams& params, const Examples& examples,
               std::int64_t micro_tokens, Elements elements, const Machine& machine) {
  const bool full = method == protocol::TuneMethod::kFull;
  Plan plan{.parameters = modelfile::parameter_count(d)};
  plan.trained_parameters = full ? plan.parameters : lora_weights(d, params);
  using Usage = modelfile::Usage;
  plan.memory = modelfile::estimate_memory(
      d, {.purpose = full ? Usage::Purpose::kTrainAll : Usage::Purpose::kTrainAdapter,
          .element_bytes = elements == Elements::kBf16 ? 2 : 4,
          .rows = std::min(micro_tokens, examples.counts().tokens),
          .lora_rank = params.lora_rank,
          .saved = params.recompute ? Usage::Saved::kRecompute : Usage::Saved::kKeep});
  plan.data_bytes = examples.bytes() + kProgram;
  plan.checkpoint_bytes = plan.trained_parameters * 12;
  plan.checkpoint_buffer_bytes = std::min(plan.checkpoint_bytes, kCheckpointBuffer);
  const Split parts =
      split(examples.size(), params.eval_split, static_cast<std::uint64_t>(params.seed));
  plan.examples = static_cast<std::int64_t>(parts.train.size());
  plan.eval_examples = static_cast<std::int64_t>(parts.eval.size());
  if (plan.examples == 0) return plan;
  const Sampler sampler({.examples = parts.train.size(),
                         .global_batch = static_cast<std::size_t>(*params.global_batch_size),
                         .epochs = *params.epochs,
                         .max_steps = params.max_steps.value_or(0)});
  plan.steps = sampler.total_steps();
  std::int64_t tokens = 0;
  for (const std::size_t i : parts.train) tokens += examples.length(i);
  plan.tokens =
      static_cast<std::int64_t>(static_cast<double>(tokens) * sampler.epoch_after(plan.steps));
  plan.flops_per_token = flops_per_token(
      d, method, params, static_cast<double>(tokens) / static_cast<double>(plan.examples));
  if (machine.peak_flops > 0)
    plan.seconds = static_cast<double>(plan.tokens) * plan.flops_per_token /
                   (kEfficiency * machine.peak_flops * machine.processes);
  plan.core_hours = plan.seconds * static_cast<double>(machine.cores) / 3600;
  plan.card_hours = plan.seconds * static_cast<double>(machine.cards) / 3600;
  return plan;
}

json::Object encode(const Plan& p) {
  return {{"parameters", p.parameters},
          {"trained_parameters", p.trained_parameters},
          {"memory_bytes", p.memory_bytes()},
          {"memory", json::Object{{"weights", p.memory.weights},
                                  {"masters", p.memory.masters},
                                  {"gradients", p.memory.gradients},
                                  {"optimizer", p.memory.optimizer},
                                  {"activations", p.memory.activations},
                                  {"data_and_program", p.data_bytes},
                                  {"checkpoint_buffer", p.checkpoint_buffer_bytes}}},
          {"checkpoint_bytes", p.checkpoint_bytes},
          {"examples", p.examples},
          {"eval_examples", p.eval_examples},
          {"steps", p.steps},
          {"tokens", p.tokens},
          {"flops_per_token", p.flops_per_token},
          {"seconds", p.seconds},
          {"core_hours", p.core_hours},
          {"card_hours", p.card_hours}};
}

std::string words(const Plan& p) {
  return fmt::format(
      "{} parameters, {} of them trained\n"
      "{} of memory: {} weights and masters, {} gradients and optimizer, {} activations\n"
      "{} steps over {} examples, {} tokens in all; each checkpoint {}\n"
      "about {:.0f} s: {:.2f} core-hours, {:.2f} card-hours",
      p.parameters, p.trained_parameters, size_words(p.memory_bytes()),
      size_words(p.memory.weights + p.memory.masters),
      size_words(p.memory.gradients + p.memory.optimizer), size_words(p.memory.activations),
      p.steps, p.examples, p.tokens, size_words(p.checkpoint_bytes), p.seconds, p.core_hours,
      p.card_hours);
}

}  // namespace millrace::train
