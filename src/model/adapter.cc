#include "model/adapter.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace millrace::model {
namespace {

using modelfile::adapter_tensor_name;
using modelfile::LowRank::kA;
using modelfile::LowRank::kB;

std::string last_part(const std::string& name) {
  return name.substr(name.rfind('.') + 1);
}

Tensor fp32(const Parameter& p) {
  return {.rows = p.shape[0], .cols = p.shape[1], .stride = p.shape[1], .data = p.value.data()};
}

const Parameter* find(std::span<const Parameter> parameters, const std::string& name) {
  const auto found = std::ranges::find(parameters, name, &Parameter::name);
  return found == parameters.end() ? nullptr : &*found;
}

}  // namespace

Result<std::vector<std::string>> resolve_targets(const std::vector<std::string>& targets) {
  std::vector<std::string> known;
  for (const auto& linear : modelfile::linear_list({})) known.push_back(last_part(linear.name));
  std::ranges::sort(known);
  if (targets == std::vector<std::string>{"all-linear"}) return known;
  std::vector<std::string> sorted = targets;
  std::ranges::sort(sorted);
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (const std::string& target : sorted)
    if (!std::ranges::binary_search(known, target))
      return fail(
          ErrorCode::kInvalid,
          fmt::format("\"{}\" is no linear layer of the model; there are {}", target,
                      fmt::format("{}, {}, {}, {}, {}, {}, {} and all-linear", known[0], known[1],
                                  known[2], known[3], known[4], known[5], known[6])));
  if (sorted.empty()) return fail(ErrorCode::kInvalid, "LoRA needs at least one target module");
  return sorted;
}

Result<std::unique_ptr<LoadedAdapter>> LoadedAdapter::make(const modelfile::Descriptor& descriptor,
                                                           const modelfile::AdapterConfig& config,
                                                           Dtype compute) {
  auto adapter = std::make_unique<LoadedAdapter>();
  adapter->config_ = config;
  TRY_ASSIGN(adapter->config_.targets, resolve_targets(config.targets));
  if (config.rank < 1 || config.rank > descriptor.hidden_size)
    return fail(ErrorCode::kInvalid,
                fmt::format("the rank of LoRA must be from 1 to {}", descriptor.hidden_size));
  if (!(config.dropout >= 0 && config.dropout < 1))
    return fail(ErrorCode::kInvalid, "the dropout of LoRA must be at least 0 and below 1");
  std::vector<modelfile::TensorShape> list;
  std::uint32_t site = 0;
  for (std::int64_t layer = 0; layer < descriptor.layers; ++layer)
    for (const auto& linear : modelfile::linear_list(descriptor)) {
      const Module module{fmt::format("model.layers.{}.{}", layer, linear.name),
                          last_part(linear.name), static_cast<std::size_t>(layer), site++};
      if (!std::ranges::binary_search(adapter->config_.targets, module.target)) continue;
      list.push_back({adapter_tensor_name(module.name, kA), {config.rank, linear.in}});
      list.push_back({adapter_tensor_name(module.name, kB), {linear.out, config.rank}});
      adapter->modules_.push_back(module);
    }
  adapter->trainables_.allocate(list, compute);
  return adapter;
}

void LoadedAdapter::fill_new(std::uint64_t seed) {
  std::uint64_t index = 0;
  for (const Parameter& p : trainables_.parameters()) {
    ++index;
    if (!p.name.ends_with("lora_A.weight")) continue;
    const double bound = 1 / std::sqrt(static_cast<double>(p.shape[1]));
    fill_uniform(p.value, bound, seed * 0x9e3779b97f4a7c15U + index);
  }
}

Result<void> LoadedAdapter::fill_from(const modelfile::SafetensorsFile& file) {
  const auto parameters = trainables_.parameters();
  std::size_t filled = 0;
  for (const modelfile::TensorInfo& info : file.header().tensors) {
    const Parameter* p = find(parameters, info.name);
    if (p == nullptr)
      return fail(ErrorCode::kInvalid,
                  fmt::format("the adapter's tensor {} has no place in this model", info.name));
    if (p->shape != info.shape)
      return fail(ErrorCode::kInvalid,
                  fmt::format("the adapter's tensor {} is {} x {}, this model needs {} x {}",
                              info.name, info.shape.empty() ? 0 : info.shape[0],
                              info.shape.size() < 2 ? 0 : info.shape[1], p->shape[0], p->shape[1]));
    TRY(read_tensor({info.dtype, info.shape, file.bytes(info)}, fp32(*p)));
    ++filled;
  }
  if (filled != parameters.size())
    return fail(ErrorCode::kInvalid, fmt::format("the adapter has {} tensors, its configuration "
                                                 "makes it {}",
                                                 filled, parameters.size()));
  return {};
}

void LoadedAdapter::attach(Network& network, Trained trained) const {
  for (const Module& module : modules_) {
    Linear* linear = find_linear(network.blocks[module.layer], module.target);
    LowRank low{trainables_.weight(adapter_tensor_name(module.name, kA)),
                trainables_.weight(adapter_tensor_name(module.name, kB)),
                static_cast<float>(config_.scale()), static_cast<float>(config_.dropout),
                module.site};
    if (trained == Trained::kNo) low.a.gradient = low.b.gradient = {};
    linear->low_rank = low;
  }
}

void LoadedAdapter::detach(Network& network) {
  for (Block& block : network.blocks)
    for (const auto& linear : modelfile::linear_list({}))
      find_linear(block, linear.name)->low_rank.reset();
}

Tensor LoadedAdapter::delta(tensor::Backend& backend, const std::string& module) const {
  const auto found = std::ranges::find(modules_, module, &Module::name);
  if (found == modules_.end()) return {};
  auto& trainables = const_cast<Trainables&>(trainables_);
  const Parameter* a = find(trainables.parameters(), adapter_tensor_name(module, kA));
  const Parameter* b = find(trainables.parameters(), adapter_tensor_name(module, kB));
  const Tensor product = backend.scratch(Dtype::kF32, b->shape[0], a->shape[1]);
  backend.matmul({.a = fp32(*b), .b = fp32(*a), .c = product});
  backend.scale(static_cast<float>(config_.scale()), product);
  return product;
}

Result<void> LoadedAdapter::save(const std::string& folder, const std::string& base_name) {
  std::vector<modelfile::TensorSource> tensors;
  for (const Parameter& p : trainables_.parameters())
    tensors.push_back({.name = p.name,
                       .dtype = modelfile::Dtype::kF32,
                       .shape = p.shape,
                       .read = [&p](std::uint64_t offset, std::span<std::byte> out) {
                         std::memcpy(out.data(), std::as_bytes(p.value).data() + offset,
                                     out.size());
                         return Result<void>();
                       }});
  modelfile::AdapterConfig config = config_;
  config.base_model = base_name;
  return modelfile::write_adapter(io::system_files(), folder, config, tensors);
}

}  // namespace millrace::model
