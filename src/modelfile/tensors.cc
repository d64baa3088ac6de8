#include "modelfile/tensors.h"

#include <fmt/core.h>

#include <algorithm>

namespace millrace::modelfile {

std::int64_t TensorShape::elements() const {
  std::int64_t n = 1;
  for (const std::int64_t size : shape) n *= size;
  return n;
}

std::vector<LinearShape> linear_list(const Descriptor& d) {
  const std::int64_t q = d.heads * d.head_dim;
  const std::int64_t kv = d.kv_heads * d.head_dim;
  return {{"self_attn.q_proj", q, d.hidden_size, d.qkv_bias},
          {"self_attn.k_proj", kv, d.hidden_size, d.qkv_bias},
          {"self_attn.v_proj", kv, d.hidden_size, d.qkv_bias},
          {"self_attn.o_proj", d.hidden_size, q, d.output_bias},
          {"mlp.gate_proj", d.intermediate_size, d.hidden_size, d.mlp_bias},
          {"mlp.up_proj", d.intermediate_size, d.hidden_size, d.mlp_bias},
          {"mlp.down_proj", d.hidden_size, d.intermediate_size, d.mlp_bias}};
}

std::vector<TensorShape> tensor_list(const Descriptor& d) {
  std::vector<TensorShape> list{{"model.embed_tokens.weight", {d.vocab_size, d.hidden_size}}};
  const auto linears = linear_list(d);
  for (std::int64_t layer = 0; layer < d.layers; ++layer) {
    const std::string prefix = fmt::format("model.layers.{}.", layer);
    list.push_back({prefix + "input_layernorm.weight", {d.hidden_size}});
    for (const LinearShape& linear : linears) {
      list.push_back({prefix + linear.name + ".weight", {linear.out, linear.in}});
      if (linear.bias == Descriptor::Bias::kHas)
        list.push_back({prefix + linear.name + ".bias", {linear.out}});
    }
    if (d.qk_norm == Descriptor::QkNorm::kPerHead) {
      list.push_back({prefix + "self_attn.q_norm.weight", {d.head_dim}});
      list.push_back({prefix + "self_attn.k_norm.weight", {d.head_dim}});
    }
    list.push_back({prefix + "post_attention_layernorm.weight", {d.hidden_size}});
  }
  list.push_back({"model.norm.weight", {d.hidden_size}});
  if (d.embeddings == Descriptor::Embeddings::kOwn)
    list.push_back({"lm_head.weight", {d.vocab_size, d.hidden_size}});
  return list;
}

std::int64_t parameter_count(const Descriptor& d) {
  std::int64_t count = 0;
  for (const TensorShape& tensor : tensor_list(d)) count += tensor.elements();
  return count;
}

MemoryEstimate estimate_memory(const Descriptor& d, const Usage& usage) {
  const std::int64_t parameters = parameter_count(d);
  MemoryEstimate estimate;
  const bool trains_all = usage.purpose == Usage::Purpose::kTrainAll;
  // Training in fp32 computes with the masters themselves.
  if (!trains_all || usage.element_bytes != 4) estimate.weights = parameters * usage.element_bytes;
  std::int64_t trained = trains_all ? parameters : 0;
  if (usage.purpose == Usage::Purpose::kTrainAdapter)
    for (const LinearShape& linear : linear_list(d))
      trained += d.layers * usage.lora_rank * (linear.in + linear.out);
  estimate.masters = trained * 4;
  estimate.gradients = trained * 4;
  estimate.optimizer = trained * 8;
  // Of a block: the stream twice, two norms, q, k, v, attention, gate, up and their product.
  const std::int64_t heads = (d.heads * 2 + d.kv_heads * 2) * d.head_dim;
  const std::int64_t block = 5 * d.hidden_size + heads + 3 * d.intermediate_size;
  const std::int64_t row = usage.purpose == Usage::Purpose::kInference ? 0
                           : usage.saved == Usage::Saved::kKeep
                               ? d.layers * block
                               : d.layers * 2 * d.hidden_size + block;
  estimate.activations = usage.rows * (row + 2 * block) * usage.element_bytes;
  const std::int64_t logits = std::min<std::int64_t>(usage.rows, 256) * d.vocab_size * 4;
  estimate.activations += logits;
  estimate.cache =
      usage.cached_tokens * d.layers * 2 * d.kv_heads * d.head_dim * usage.element_bytes;
  return estimate;
}

}  // namespace millrace::modelfile
