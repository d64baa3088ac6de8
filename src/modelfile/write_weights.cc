#include <fmt/core.h>

#include <algorithm>

#include "json/writer.h"
#include "modelfile/weight_folder.h"

namespace millrace::modelfile {
namespace {

constexpr std::uint64_t kChunk = std::uint64_t{8} << 20;

std::uint64_t bytes_of(const TensorSource& tensor) {
  std::uint64_t bytes = dtype_bytes(tensor.dtype);
  for (const std::int64_t size : tensor.shape) bytes *= static_cast<std::uint64_t>(size);
  return bytes;
}

Result<void> write_tensor(io::File& file, std::uint64_t at, const TensorSource& tensor,
                          std::string& buffer) {
  const std::uint64_t bytes = bytes_of(tensor);
  for (std::uint64_t offset = 0; offset < bytes; offset += kChunk) {
    buffer.resize(std::min(kChunk, bytes - offset));
    TRY(tensor.read(offset, std::as_writable_bytes(std::span(buffer))));
    TRY(file.write_at(at + offset, buffer));
  }
  return {};
}

Result<void> write_all(io::FileSystem& fs, const std::string& path,
                       const std::vector<TensorSource>& tensors) {
  TRY_ASSIGN(auto file, fs.open(path, io::FileSystem::Open::kCreate));
  TRY(file->truncate(0));
  std::vector<TensorInfo> infos;
  for (const TensorSource& tensor : tensors)
    infos.push_back({.name = tensor.name, .dtype = tensor.dtype, .shape = tensor.shape});
  const std::string header = encode_safetensors_header(infos, {{"format", "pt"}});
  TRY(file->write_at(0, header));
  std::string buffer;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    TRY(write_tensor(*file, header.size() + infos[i].begin, tensors[i], buffer));
  return file->sync();
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

}  // namespace

Result<void> write_safetensors(io::FileSystem& fs, const std::string& path,
                               const std::vector<TensorSource>& tensors) {
  const std::string temporary = path + ".part";
  auto written = write_all(fs, temporary, tensors);
  if (written) written = fs.rename(temporary, path);
  if (!written) {
    (void)fs.remove(temporary);
    return written;
  }
  return fs.sync_directory(folder_of(path));
}

Result<void> write_weights(io::FileSystem& fs, const std::string& folder,
                           const std::vector<TensorSource>& tensors, std::uint64_t shard_bytes) {
  std::vector<std::vector<TensorSource>> shards(1);
  std::uint64_t in_shard = 0;
  std::uint64_t total = 0;
  for (const TensorSource& tensor : tensors) {
    const std::uint64_t bytes = bytes_of(tensor);
    if (in_shard + bytes > shard_bytes && !shards.back().empty()) {
      shards.emplace_back();
      in_shard = 0;
    }
    shards.back().push_back(tensor);
    in_shard += bytes;
    total += bytes;
  }
  if (shards.size() == 1) return write_safetensors(fs, folder + "/model.safetensors", tensors);
  json::Object map;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    const std::string name = fmt::format("model-{:05}-of-{:05}.safetensors", i + 1, shards.size());
    TRY(write_safetensors(fs, folder + "/" + name, shards[i]));
    for (const TensorSource& tensor : shards[i]) map.append(tensor.name, name);
  }
  const json::Object index{
      {"metadata", json::Object{{"total_size", static_cast<std::int64_t>(total)}}},
      {"weight_map", std::move(map)}};
  return io::replace_file(fs, folder + "/model.safetensors.index.json",
                          json::dump_pretty(index) + "\n");
}

}  // namespace millrace::modelfile
