// The tensors that a model of a descriptor has, under Hugging Face's names, and what they weigh.
// Pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "modelfile/descriptor.h"

namespace millrace::modelfile {

struct TensorShape {
  std::string name;
  std::vector<std::int64_t> shape;  // a linear layer is [out, in]
  std::int64_t elements() const;
};

// In the order: embeddings, layers from below, final norm, lm_head (absent when tied).
std::vector<TensorShape> tensor_list(const Descriptor& descriptor);
std::int64_t parameter_count(const Descriptor& descriptor);

// The linear layers of a block: {"self_attn.q_proj", out, in}, … Names are below
// "model.layers.N.".
struct LinearShape {
  std::string name;
  std::int64_t out = 0;
  std::int64_t in = 0;
  Descriptor::Bias bias = Descriptor::Bias::kNone;
};
std::vector<LinearShape> linear_list(const Descriptor& descriptor);

// Bytes that a use of the model needs beside its files.
struct Usage {
  enum class Purpose { kInference, kTrainAll, kTrainAdapter } purpose = Purpose::kInference;
  std::int64_t element_bytes = 2;  // of the type computed in: 4 or 2
  std::int64_t rows = 0;           // tokens of one micro-batch or prefill
  std::int64_t cached_tokens = 0;  // key/value cache
  std::int64_t lora_rank = 0;      // kTrainAdapter, all linear layers
  enum class Saved { kKeep, kRecompute } saved = Saved::kKeep;
};
struct MemoryEstimate {
  std::int64_t weights = 0;  // what is computed with
  std::int64_t masters = 0;  // fp32 values of what is trained
  std::int64_t gradients = 0;
  std::int64_t optimizer = 0;    // AdamW: two fp32 moments
  std::int64_t activations = 0;  // saved and scratch
  std::int64_t cache = 0;
  std::int64_t total() const {
    return weights + masters + gradients + optimizer + activations + cache;
  }
};
MemoryEstimate estimate_memory(const Descriptor& descriptor, const Usage& usage);

}  // namespace millrace::modelfile
