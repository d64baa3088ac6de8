// What a model is, read from Hugging Face's config.json: the numbers that the model code, the
// memory estimate and the tensor list need. Values; no locking.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace millrace::modelfile {

// How the rotary frequencies are stretched beyond the length they were trained for.
struct RopeScaling {
  enum class Kind { kNone, kLinear, kDynamic, kLlama3, kYarn } kind = Kind::kNone;
  double factor = 1;
  double low_frequency_factor = 1;   // kLlama3
  double high_frequency_factor = 4;  // kLlama3
  double beta_fast = 32;             // kYarn
  double beta_slow = 1;              // kYarn
  double attention_factor = 0;       // kYarn; 0: from the factor
  std::int64_t original_positions = 0;
};

struct Descriptor {
  std::string architecture;  // "Qwen2ForCausalLM"
  std::int64_t hidden_size = 0;
  std::int64_t intermediate_size = 0;
  std::int64_t layers = 0;
  std::int64_t heads = 0;
  std::int64_t kv_heads = 0;  // divides heads
  std::int64_t head_dim = 0;  // even
  std::int64_t vocab_size = 0;
  std::int64_t max_positions = 0;
  double norm_eps = 1e-6;
  double rope_theta = 10000;
  RopeScaling rope_scaling{};
  double initializer_range = 0.02;
  enum class Embeddings { kOwn, kTied } embeddings = Embeddings::kOwn;  // kTied: no lm_head
  enum class Bias { kNone, kHas };
  Bias qkv_bias = Bias::kNone;
  Bias output_bias = Bias::kNone;  // of o_proj
  Bias mlp_bias = Bias::kNone;
  enum class QkNorm { kNone, kPerHead } qk_norm = QkNorm::kNone;
  std::vector<std::int64_t> windows{};  // [layers]: newest keys that a query sees; 0: all
  json::Value config{};                 // the whole document, as it was
};

// kInvalid with the field at fault; kInvalid naming the architecture if it is not supported.
Result<Descriptor> parse_config(const json::Value& config);
Result<Descriptor> parse_config_text(std::string_view text);

std::vector<std::string> supported_architectures();

}  // namespace millrace::modelfile
