#include "model/network.h"

#include <fmt/core.h>

#include <array>

namespace millrace::model {
namespace {

struct Place {
  std::string_view name;
  Linear Block::*linear;
};
constexpr std::array kPlaces{
    Place{"self_attn.q_proj", &Block::q}, Place{"self_attn.k_proj", &Block::k},
    Place{"self_attn.v_proj", &Block::v}, Place{"self_attn.o_proj", &Block::o},
    Place{"mlp.gate_proj", &Block::gate}, Place{"mlp.up_proj", &Block::up},
    Place{"mlp.down_proj", &Block::down}};

}  // namespace

Linear* find_linear(Block& block, std::string_view name) {
  for (const Place& place : kPlaces)
    if (place.name.ends_with(name)) return &(block.*place.linear);
  return nullptr;
}

Network wire(const modelfile::Descriptor& d, const Weights& weights) {
  Network network;
  network.embedding = weights.find("model.embed_tokens.weight");
  network.final_norm = {weights.find("model.norm.weight"), d.norm_eps};
  network.head = d.embeddings == modelfile::Descriptor::Embeddings::kTied
                     ? network.embedding
                     : weights.find("lm_head.weight");
  for (std::int64_t layer = 0; layer < d.layers; ++layer) {
    const std::string prefix = fmt::format("model.layers.{}.", layer);
    Block block;
    block.input_norm = {weights.find(prefix + "input_layernorm.weight"), d.norm_eps};
    block.post_norm = {weights.find(prefix + "post_attention_layernorm.weight"), d.norm_eps};
    if (d.qk_norm == modelfile::Descriptor::QkNorm::kPerHead) {
      block.q_norm = {weights.find(prefix + "self_attn.q_norm.weight"), d.norm_eps};
      block.k_norm = {weights.find(prefix + "self_attn.k_norm.weight"), d.norm_eps};
    }
    for (const Place& place : kPlaces) {
      const std::string name = prefix + std::string(place.name);
      block.*place.linear = {weights.find(name + ".weight"), weights.find(name + ".bias"), {}};
    }
    block.heads = d.heads;
    block.kv_heads = d.kv_heads;
    block.head_dim = d.head_dim;
    block.window = d.windows[static_cast<std::size_t>(layer)];
    block.layer = layer;
    network.blocks.push_back(block);
  }
  return network;
}

Result<void> check_batch(const Batch& batch, std::int64_t vocab_size) {
  const auto wrong = [](std::string words) { return fail(ErrorCode::kInvalid, std::move(words)); };
  const auto rows = static_cast<std::int64_t>(batch.ids.size());
  if (rows == 0) return wrong("the batch is empty");
  if (batch.starts.size() < 2 || batch.starts.front() != 0 || batch.starts.back() != rows)
    return wrong("the borders of the segments must begin with 0 and end with the number of rows");
  for (std::size_t i = 1; i < batch.starts.size(); ++i)
    if (batch.starts[i] <= batch.starts[i - 1]) return wrong("a segment of the batch is empty");
  if (!batch.examples.empty() && batch.examples.size() + 1 != batch.starts.size())
    return wrong("the batch names not as many examples as it has segments");
  if (!batch.labels.empty() && batch.labels.size() != batch.ids.size())
    return wrong("the batch has not as many labels as tokens");
  for (const std::int32_t id : batch.ids)
    if (id < 0 || id >= vocab_size)
      return wrong(fmt::format("token id {} is outside the vocabulary of {}", id, vocab_size));
  for (const std::int32_t label : batch.labels)
    if (label >= vocab_size)
      return wrong(fmt::format("label {} is outside the vocabulary of {}", label, vocab_size));
  return {};
}

}  // namespace millrace::model
