#include "modelfile/weight_folder.h"

#include <fmt/core.h>

#include "crypto/hash.h"
#include "modelfile/tensors.h"

namespace millrace::modelfile {
namespace {

constexpr const char* kSingle = "/model.safetensors";
constexpr const char* kIndex = "/model.safetensors.index.json";

// file → the tensors that the index expects in it.
using Shards = std::map<std::string, std::vector<std::string>>;

Result<Shards> read_index(const std::string& path) {
  TRY_ASSIGN(const std::string text, io::read_file(io::system_files(), path));
  TRY_ASSIGN(const json::Value index, json::parse(text));
  const json::Value* map = index.find("weight_map");
  if (map == nullptr || map->as_object() == nullptr)
    return fail(ErrorCode::kCorrupt, path + " has no \"weight_map\"");
  Shards shards;
  for (const auto& [name, value] : *map->as_object()) {
    const std::string* file = value.as_string();
    if (file == nullptr || file->empty() || file->find('/') != std::string::npos || *file == "..")
      return fail(ErrorCode::kCorrupt,
                  fmt::format("{}: \"{}\" must name a file of the folder", path, name));
    shards[*file].push_back(name);
  }
  return shards;
}

bool readable(Dtype dtype) {
  return dtype == Dtype::kF32 || dtype == Dtype::kF16 || dtype == Dtype::kBf16;
}

std::string shape_words(const std::vector<std::int64_t>& shape) {
  std::string words;
  for (const std::int64_t size : shape)
    words += fmt::format("{}{}", words.empty() ? "" : " x ", size);
  return words;
}

}  // namespace

Result<WeightFolder> WeightFolder::open(const std::string& folder) {
  auto& fs = io::system_files();
  WeightFolder weights;
  const auto take = [&](SafetensorsFile file) {
    weights.files_.push_back(std::make_unique<SafetensorsFile>(std::move(file)));
    const SafetensorsFile& kept = *weights.files_.back();
    for (const TensorInfo& tensor : kept.header().tensors)
      weights.tensors_.emplace(tensor.name,
                               StoredTensor{tensor.dtype, tensor.shape, kept.bytes(tensor)});
  };
  if (!io::exists(fs, folder + kIndex)) {
    if (!io::exists(fs, folder + kSingle))
      return fail(ErrorCode::kNotFound,
                  folder + " has neither model.safetensors nor model.safetensors.index.json");
    TRY_ASSIGN(SafetensorsFile file, SafetensorsFile::open(folder + kSingle));
    take(std::move(file));
    return weights;
  }
  TRY_ASSIGN(const Shards shards, read_index(folder + kIndex));
  for (const auto& [name, tensors] : shards) {
    TRY_ASSIGN(SafetensorsFile file, SafetensorsFile::open(folder + "/" + name));
    take(std::move(file));
    for (const std::string& tensor : tensors)
      if (weights.find(tensor) == nullptr)
        return fail(ErrorCode::kCorrupt,
                    fmt::format("{}: the index expects tensor {} in {}", folder, tensor, name));
  }
  return weights;
}

const StoredTensor* WeightFolder::find(std::string_view name) const {
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : &found->second;
}

std::vector<std::string> WeightFolder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : tensors_) names.push_back(entry.first);
  return names;
}

Result<void> WeightFolder::check(const Descriptor& descriptor) const {
  for (const TensorShape& wanted : tensor_list(descriptor)) {
    const StoredTensor* tensor = find(wanted.name);
    if (tensor == nullptr)
      return fail(ErrorCode::kCorrupt, fmt::format("the weights have no tensor {}", wanted.name));
    if (tensor->shape != wanted.shape)
      return fail(ErrorCode::kCorrupt,
                  fmt::format("tensor {} is {}, config.json makes it {}", wanted.name,
                              shape_words(tensor->shape), shape_words(wanted.shape)));
    if (!readable(tensor->dtype))
      return fail(ErrorCode::kInvalid,
                  fmt::format("tensor {} is {}; F32, F16 and BF16 are supported", wanted.name,
                              dtype_name(tensor->dtype)));
  }
  return {};
}

Result<Descriptor> read_descriptor(const std::string& folder) {
  TRY_ASSIGN(const std::string text,
             io::read_file(io::system_files(), folder + "/config.json", 1 << 20));
  return parse_config_text(text);
}

Result<std::string> model_fingerprint(const std::string& folder) {
  TRY_ASSIGN(const Descriptor descriptor, read_descriptor(folder));
  TRY_ASSIGN(const WeightFolder weights, WeightFolder::open(folder));
  crypto::Hasher hasher;
  hasher.update("millrace model 1\n" + json::dump_canonical(descriptor.config) + "\n");
  for (const std::string& name : weights.names()) {
    const StoredTensor& tensor = *weights.find(name);
    hasher.update(fmt::format("{:?} {} {} {}\n", name, dtype_name(tensor.dtype),
                              shape_words(tensor.shape), tensor.bytes.size()));
    hasher.update({reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()});
  }
  return hasher.finish_hex();
}

}  // namespace millrace::modelfile
