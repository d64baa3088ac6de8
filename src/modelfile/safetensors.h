// safetensors files: eight bytes of header length, a JSON header, then the tensors without holes.
// The header is checked in full before anything is read through it: types, sizes without overflow,
// no overlap, no hole, nothing after the last tensor. Reading is thread-safe.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/mapped_file.h"

namespace millrace::modelfile {

enum class Dtype : std::uint8_t {
  kF64,
  kF32,
  kF16,
  kBf16,
  kF8E4M3,
  kF8E5M2,
  kI64,
  kI32,
  kI16,
  kI8,
  kU64,
  kU32,
  kU16,
  kU8,
  kBool,
};
std::string_view dtype_name(Dtype dtype);  // as in the header: "BF16"
std::size_t dtype_bytes(Dtype dtype);

struct TensorInfo {
  std::string name;
  Dtype dtype = Dtype::kF32;
  std::vector<std::int64_t> shape{};
  std::uint64_t begin = 0;  // within the bytes after the header
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<TensorInfo> tensors;  // by place in the file
  std::map<std::string, std::string> metadata;
};

// The header's limit; the reference implementation has the same.
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;

// `text` is the JSON, `data_bytes` what follows it in the file.
Result<SafetensorsHeader> parse_safetensors_header(std::string_view text, std::uint64_t data_bytes);
// The length word and JSON that a file of these tensors begins with, padded with blanks to 64
// bytes, so that the data is aligned; begin and end are filled in.
std::string encode_safetensors_header(std::vector<TensorInfo>& tensors,
                                      const std::map<std::string, std::string>& metadata);

class SafetensorsFile {
 public:
  static Result<SafetensorsFile> open(const std::string& path);
  const SafetensorsHeader& header() const { return header_; }
  std::span<const std::byte> bytes(const TensorInfo& tensor) const;

 private:
  SafetensorsFile(io::MappedFile file, SafetensorsHeader header, std::uint64_t data_at)
      : file_(std::move(file)), header_(std::move(header)), data_at_(data_at) {}
  io::MappedFile file_;
  SafetensorsHeader header_;
  std::uint64_t data_at_;
};

}  // namespace millrace::modelfile
