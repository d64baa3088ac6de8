// The weights of a model folder: model.safetensors, or the files of model.safetensors.index.json;
// and writing such a folder. Reading is thread-safe.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/file_system.h"
#include "modelfile/descriptor.h"
#include "modelfile/safetensors.h"

namespace millrace::modelfile {

struct StoredTensor {
  Dtype dtype = Dtype::kF32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;  // in the mapping; no alignment is promised
};

class WeightFolder {
 public:
  static Result<WeightFolder> open(const std::string& folder);
  const StoredTensor* find(std::string_view name) const;  // nullptr when absent
  std::vector<std::string> names() const;                 // sorted
  // Every tensor of the descriptor is here with its shape and a type we read (F32, F16, BF16).
  Result<void> check(const Descriptor& descriptor) const;

 private:
  std::vector<std::unique_ptr<SafetensorsFile>> files_;
  std::map<std::string, StoredTensor, std::less<>> tensors_;
};

// config.json of a model folder.
Result<Descriptor> read_descriptor(const std::string& folder);

// A tensor to be written: `read` fills `out` with its bytes from `offset` on.
struct TensorSource {
  std::string name;
  Dtype dtype = Dtype::kF32;
  std::vector<std::int64_t> shape;
  std::function<Result<void>(std::uint64_t offset, std::span<std::byte> out)> read;
};

// One file: temporary beside it, fsync, rename, fsync of the folder.
Result<void> write_safetensors(io::FileSystem& fs, const std::string& path,
                               const std::vector<TensorSource>& tensors);
// model.safetensors, or several of at most `shard_bytes` (or one tensor) each and their index,
// which is written last.
Result<void> write_weights(io::FileSystem& fs, const std::string& folder,
                           const std::vector<TensorSource>& tensors,
                           std::uint64_t shard_bytes = std::uint64_t{5} << 30);

// SHA-256 over the configuration and every tensor (name, type, shape, bytes): two folders with the
// same fingerprint are the same model, however the tensors are spread over files.
Result<std::string> model_fingerprint(const std::string& folder);

}  // namespace millrace::modelfile
