// Qwen2 and Qwen2.5: biases on q, k and v; by option a sliding window in the upper layers.
#include "modelfile/arch/all.h"

namespace millrace::modelfile {
namespace {

Result<void> read(const Fields& fields, Descriptor& descriptor) {
  descriptor.qkv_bias = Descriptor::Bias::kHas;
  return read_qwen_windows(fields, descriptor);
}

}  // namespace

Result<void> read_qwen_windows(const Fields& fields, Descriptor& descriptor) {
  TRY_ASSIGN(const bool use, fields.flag_or("use_sliding_window", false));
  if (!use) return {};
  TRY_ASSIGN(const std::int64_t window, fields.integer("sliding_window", 1, 1 << 30));
  const auto layers = descriptor.windows.size();
  if (const json::Value* types = fields.find("layer_types"); types != nullptr) {
    if (types->as_array() == nullptr || types->as_array()->size() != layers)
      return fields.wrong("layer_types", "must be a list with one entry for each layer");
    for (std::size_t i = 0; i < layers; ++i) {
      const std::string* type = (*types->as_array())[i].as_string();
      if (type == nullptr || (*type != "full_attention" && *type != "sliding_attention"))
        return fields.wrong("layer_types", "knows full_attention and sliding_attention only");
      if (*type == "sliding_attention") descriptor.windows[i] = window;
    }
    return {};
  }
  TRY_ASSIGN(const std::int64_t first, fields.integer_or("max_window_layers", 28, 0, 1 << 20));
  for (std::size_t i = static_cast<std::size_t>(first); i < layers; ++i)
    descriptor.windows[i] = window;
  return {};
}

constexpr Architecture kQwen2{"Qwen2ForCausalLM", "qwen2", read};

}  // namespace millrace::modelfile
