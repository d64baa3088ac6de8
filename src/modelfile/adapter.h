// PEFT's LoRA adapters: adapter_config.json and adapter_model.safetensors. Values; reading is
// thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "modelfile/weight_folder.h"

namespace millrace::modelfile {

struct AdapterConfig {
  std::string base_model;  // base_model_name_or_path; may be empty
  std::int64_t rank = 8;
  double alpha = 8;
  double dropout = 0;
  enum class Scaling { kByRank, kByRootOfRank } scaling = Scaling::kByRank;  // use_rslora
  std::vector<std::string> targets;  // last parts of module names, sorted
  double scale() const;              // of the low-rank product
};

// kInvalid names what we do not support (other kinds than LoRA, biases, DoRA, rank patterns, …).
// "all-linear" becomes the linear layers of a block.
Result<AdapterConfig> parse_adapter_config(std::string_view text);
std::string adapter_config_text(const AdapterConfig& config);

// "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"
enum class LowRank { kA, kB };
std::string adapter_tensor_name(std::string_view module, LowRank which);

struct Adapter {
  AdapterConfig config;
  SafetensorsFile file;
};
Result<Adapter> open_adapter(const std::string& folder);
Result<void> write_adapter(io::FileSystem& fs, const std::string& folder,
                           const AdapterConfig& config, const std::vector<TensorSource>& tensors);

}  // namespace millrace::modelfile
