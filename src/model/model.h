// A model: one code for training, evaluation and serving. Weights in, logits or gradients out.
// One thread at a time per Model; the work inside runs on the backend's own threads.
//
// Training, as src/train does it:
//
//   auto model = Model::load(folder, backend, {.compute = kBf16, .purpose = Purpose::kTrainAll});
//   model->zero_gradients();
//   for (const Batch& batch : micro_batches)          // any number: gradients add up
//     TRY_ASSIGN(Losses losses, model->forward_backward(batch, {.scale = 1.0F / labels_in_all}));
//   // all-reduce and clip over gradients() (one contiguous span), AdamW over parameters(); write
//   // the new values through Parameter::value and, where it is not null, Parameter::copy (bf16,
//   // round to nearest even: kernels::Adamw::copy does), or write values only and call
//   // values_changed().
//
// For LoRA load with Purpose::kTrainAdapter and call add_lora(): parameters() are then only the
// low-rank matrices, and the base is kept in the compute type without fp32 masters.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/rng.h"
#include "kernels/types.h"
#include "modelfile/adapter.h"
#include "modelfile/descriptor.h"
#include "tensor/backend.h"

namespace millrace::model {

using kernels::Dtype;

enum class Purpose { kInference, kTrainAll, kTrainAdapter };

struct Options {
  Dtype compute = Dtype::kF32;  // of products and activations: kF32 or kBf16
  Purpose purpose = Purpose::kInference;
};

// What the optimizer sees of a trainable tensor. All spans live as long as the model.
struct Parameter {
  std::string name;  // as in the file, "model.layers.0.self_attn.q_proj.weight"
  std::vector<std::int64_t> shape;
  std::span<float> value;         // fp32 master
  std::span<float> gradient;      // sum since zero_gradients()
  kernels::Bf16* copy = nullptr;  // what is computed with, if compute is kBf16 and this is a matrix
  enum class Decay { kYes, kNo } decay = Decay::kYes;  // kNo: biases and norms
};

// Packed rows: the segments lie one after the other without padding and do not see each other.
struct Batch {
  std::vector<std::int32_t> ids{};     // [rows]
  std::vector<std::int32_t> labels{};  // [rows]: the token that should follow row i (shifted by the
                                       // caller), or negative: row i is not in the loss. May be
                                       // empty where no loss is asked for
  std::vector<std::int32_t> starts{};  // borders of the segments: 0, …, rows
  std::vector<std::uint32_t> examples{};  // [segments]: the number of each example in the run,
                                          // which dropout is keyed by; empty: 0, 1, …
};

struct StepOptions {
  float scale = 1.0F;  // gradients are of scale × (sum of the losses of all labels)
  enum class Saved { kKeep, kRecompute } saved = Saved::kKeep;  // activations of each layer
  std::uint64_t seed = 0;                                       // of dropout
  std::uint32_t step = 0;
};

struct Losses {
  double sum = 0;           // in index order, so the same for any number of threads
  std::int64_t labels = 0;  // how many rows are in the loss
  std::vector<float> rows;  // [rows]; 0 where there is no label
};

struct LoraOptions {
  std::int64_t rank = 8;
  double alpha = 16;
  float dropout = 0;
  // Last parts of module names, "q_proj"; "all-linear" is every one in the layers.
  std::vector<std::string> targets{"q_proj", "k_proj", "v_proj", "o_proj"};
  std::uint64_t seed = 0;  // of the first values of A (Kaiming uniform, as PEFT does); B is zero
};

class Cache;
// The keys and values of one sequence being generated. Belongs to the model that made it.
class CacheHandle {
 public:
  explicit CacheHandle(std::unique_ptr<Cache> cache);
  CacheHandle(CacheHandle&&) noexcept;
  CacheHandle& operator=(CacheHandle&&) noexcept;
  ~CacheHandle();
  std::int64_t length() const;
  Cache& cache() { return *cache_; }

 private:
  std::unique_ptr<Cache> cache_;
};

class Model {
 public:
  static Result<std::unique_ptr<Model>> load(const std::string& folder, tensor::Backend& backend,
                                             const Options& options);
  // Random values as Hugging Face initialises: normal(0, initializer_range), norms 1, biases 0. The
  // same for every backend, type and number of threads.
  static Result<std::unique_ptr<Model>> init(const modelfile::Descriptor& descriptor,
                                             std::uint64_t seed, tensor::Backend& backend,
                                             const Options& options);
  ~Model();

  const modelfile::Descriptor& descriptor() const;
  const Options& options() const;

  // The trainable ones, in a fixed order.
  std::span<Parameter> parameters();
  // All values and all gradients of parameters(), each one contiguous span in the same order (gaps
  // of less than 64 bytes between tensors hold zeros): for all-reduce, norm, checkpoints.
  std::span<float> values();
  std::span<float> gradients();
  void zero_gradients();
  void values_changed();  // values() were written by somebody: refresh what is computed with

  Result<Losses> forward_backward(const Batch& batch, const StepOptions& options);
  Result<Losses> losses(const Batch& batch);  // forward only
  // [wanted.size()][vocab] fp32, for the rows named.
  Result<std::vector<float>> logits(const Batch& batch, std::span<const std::int32_t> wanted);

  // Generation: feeds ids after what the cache holds; the logits of the last one.
  Result<CacheHandle> new_cache(std::int64_t max_tokens);
  Result<std::vector<float>> extend(CacheHandle& cache, std::span<const std::int32_t> ids);

  // Adapters. A model has at most one.
  Result<void> add_lora(const LoraOptions& options);
  Result<void> load_adapter(const std::string& folder);  // PEFT's files
  Result<void> merge_adapter();  // adds it to the base; kConflict for kTrainAdapter (save() merges)

  // Writes config.json and model*.safetensors into a new or empty folder, atomically per file. With
  // an adapter: base + adapter, merged. Tokenizer files are the caller's.
  Result<void> save(const std::string& folder, modelfile::Dtype dtype);
  Result<void> save_adapter(const std::string& folder, const std::string& base_name);

  struct State;  // for the files of this module

 private:
  explicit Model(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace millrace::model
