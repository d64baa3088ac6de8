#include "model/model.h"

#include <fmt/core.h>

#include <cstring>

#include "base/check.h"
#include "model/state.h"

namespace millrace::model {

using modelfile::Descriptor;

Result<std::unique_ptr<Model::State>> Model::State::make(const Descriptor& descriptor,
                                                         const Options& options,
                                                         tensor::Backend& backend,
                                                         const Fill& fill) {
  CHECK(options.compute == Dtype::kF32 || options.compute == Dtype::kBf16);
  auto state = std::unique_ptr<State>(new State{.descriptor = descriptor,
                                                .options = options,
                                                .backend = backend,
                                                .rope = RopeTable(descriptor)});
  TRY_ASSIGN(state->weights, Weights::make(descriptor, options, backend, fill));
  state->network = wire(descriptor, *state->weights);
  return state;
}

Trainables* Model::State::trained() {
  if (options.purpose == Purpose::kTrainAll) return &weights->trainables();
  if (options.purpose == Purpose::kTrainAdapter && adapter) return &adapter->trainables();
  return nullptr;
}

Result<void> Model::State::set_adapter(std::unique_ptr<LoadedAdapter> loaded) {
  if (options.purpose == Purpose::kTrainAll)
    return fail(ErrorCode::kConflict, "a model whose own weights are trained takes no adapter");
  if (adapter) return fail(ErrorCode::kConflict, "the model has an adapter already");
  adapter = std::move(loaded);
  adapter->trainables().refresh(backend);
  adapter->attach(network, options.purpose == Purpose::kTrainAdapter ? LoadedAdapter::Trained::kYes
                                                                     : LoadedAdapter::Trained::kNo);
  return {};
}

Model::Model(std::unique_ptr<State> state) : state_(std::move(state)) {}
Model::~Model() = default;

Result<std::unique_ptr<Model>> Model::load(const std::string& folder, tensor::Backend& backend,
                                           const Options& options) {
  TRY_ASSIGN(const Descriptor descriptor, modelfile::read_descriptor(folder));
  TRY_ASSIGN(modelfile::WeightFolder files, modelfile::WeightFolder::open(folder));
  TRY(files.check(descriptor));
  TRY_ASSIGN(auto state, State::make(descriptor, options, backend, fill_from(files)));
  if (options.purpose != Purpose::kTrainAll) state->source = std::move(files);
  return std::unique_ptr<Model>(new Model(std::move(state)));
}

Result<std::unique_ptr<Model>> Model::init(const Descriptor& descriptor, std::uint64_t seed,
                                           tensor::Backend& backend, const Options& options) {
  TRY_ASSIGN(auto state, State::make(descriptor, options, backend, fill_random(descriptor, seed)));
  return std::unique_ptr<Model>(new Model(std::move(state)));
}

const Descriptor& Model::descriptor() const {
  return state_->descriptor;
}
const Options& Model::options() const {
  return state_->options;
}

std::span<Parameter> Model::parameters() {
  Trainables* trained = state_->trained();
  return trained != nullptr ? trained->parameters() : std::span<Parameter>();
}
std::span<float> Model::values() {
  Trainables* trained = state_->trained();
  return trained != nullptr ? trained->values() : std::span<float>();
}
std::span<float> Model::gradients() {
  Trainables* trained = state_->trained();
  return trained != nullptr ? trained->gradients() : std::span<float>();
}

void Model::zero_gradients() {
  const auto all = gradients();
  const auto count = static_cast<std::int64_t>(all.size());
  constexpr std::int64_t kCols = 16;  // spans are whole multiples of it
  state_->backend.zero({.rows = count / kCols, .cols = kCols, .stride = kCols, .data = all.data()});
}

void Model::values_changed() {
  if (Trainables* trained = state_->trained(); trained != nullptr)
    trained->refresh(state_->backend);
}

Result<Losses> Model::forward_backward(const Batch& batch, const StepOptions& options) {
  TRY(check_batch(batch, state_->descriptor.vocab_size));
  if (state_->trained() == nullptr)
    return fail(ErrorCode::kConflict, "nothing of this model is trained: load it for training");
  return state_->runner().losses(batch, options, Backward::kYes);
}

Result<Losses> Model::losses(const Batch& batch) {
  TRY(check_batch(batch, state_->descriptor.vocab_size));
  return state_->runner().losses(batch, {}, Backward::kNo);
}

Result<std::vector<float>> Model::logits(const Batch& batch, std::span<const std::int32_t> wanted) {
  TRY(check_batch(batch, state_->descriptor.vocab_size));
  for (const std::int32_t row : wanted)
    if (row < 0 || static_cast<std::size_t>(row) >= batch.ids.size())
      return fail(ErrorCode::kInvalid, fmt::format("row {} is not in the batch", row));
  if (wanted.empty()) return std::vector<float>{};
  return state_->runner().logits(batch, wanted);
}

Cache::Cache(const Descriptor& descriptor, Dtype type, std::int64_t max_tokens)
    : room_(max_tokens) {
  for (std::int64_t layer = 0; layer < descriptor.layers; ++layer) {
    const std::int64_t cols = descriptor.kv_heads * descriptor.head_dim;
    rows_.k.push_back(arena_.matrix(type, max_tokens, cols));
    rows_.v.push_back(arena_.matrix(type, max_tokens, cols));
  }
}

CacheHandle::CacheHandle(std::unique_ptr<Cache> cache) : cache_(std::move(cache)) {}
CacheHandle::CacheHandle(CacheHandle&&) noexcept = default;
CacheHandle& CacheHandle::operator=(CacheHandle&&) noexcept = default;
CacheHandle::~CacheHandle() = default;
std::int64_t CacheHandle::length() const {
  return cache_->rows().length;
}

Result<CacheHandle> Model::new_cache(std::int64_t max_tokens) {
  if (max_tokens < 1 || max_tokens > std::int64_t{1} << 24)
    return fail(ErrorCode::kInvalid, "a cache holds from 1 to 16777216 tokens");
  return CacheHandle(
      std::make_unique<Cache>(state_->descriptor, state_->options.compute, max_tokens));
}

Result<std::vector<float>> Model::extend(CacheHandle& handle, std::span<const std::int32_t> ids) {
  Cache& cache = handle.cache();
  const Batch batch{.ids = {ids.begin(), ids.end()},
                    .labels = {},
                    .starts = {0, static_cast<std::int32_t>(ids.size())},
                    .examples = {}};
  TRY(check_batch(batch, state_->descriptor.vocab_size));
  if (cache.rows().length + static_cast<std::int64_t>(ids.size()) > cache.room())
    return fail(
        ErrorCode::kExhausted,
        fmt::format("the sequence is longer than the {} tokens it has room for", cache.room()));
  return state_->runner().extend(cache.rows(), ids);
}

Result<void> Model::add_lora(const LoraOptions& options) {
  const modelfile::AdapterConfig config{.base_model = "",
                                        .rank = options.rank,
                                        .alpha = options.alpha,
                                        .dropout = options.dropout,
                                        .targets = options.targets};
  TRY_ASSIGN(auto adapter,
             LoadedAdapter::make(state_->descriptor, config, state_->options.compute));
  adapter->fill_new(options.seed);
  return state_->set_adapter(std::move(adapter));
}

Result<void> Model::load_adapter(const std::string& folder) {
  TRY_ASSIGN(const modelfile::Adapter files, modelfile::open_adapter(folder));
  TRY_ASSIGN(auto adapter,
             LoadedAdapter::make(state_->descriptor, files.config, state_->options.compute));
  TRY(adapter->fill_from(files.file));
  return state_->set_adapter(std::move(adapter));
}

}  // namespace millrace::model
