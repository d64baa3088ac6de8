#include "modelfile/safetensors.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "json/value.h"
#include "json/writer.h"

namespace millrace::modelfile {
namespace {

struct DtypeRow {
  Dtype dtype;
  std::string_view name;
  std::size_t bytes;
};
constexpr std::array kDtypes{
    DtypeRow{Dtype::kF64, "F64", 8},        DtypeRow{Dtype::kF32, "F32", 4},
    DtypeRow{Dtype::kF16, "F16", 2},        DtypeRow{Dtype::kBf16, "BF16", 2},
    DtypeRow{Dtype::kF8E4M3, "F8_E4M3", 1}, DtypeRow{Dtype::kF8E5M2, "F8_E5M2", 1},
    DtypeRow{Dtype::kI64, "I64", 8},        DtypeRow{Dtype::kI32, "I32", 4},
    DtypeRow{Dtype::kI16, "I16", 2},        DtypeRow{Dtype::kI8, "I8", 1},
    DtypeRow{Dtype::kU64, "U64", 8},        DtypeRow{Dtype::kU32, "U32", 4},
    DtypeRow{Dtype::kU16, "U16", 2},        DtypeRow{Dtype::kU8, "U8", 1},
    DtypeRow{Dtype::kBool, "BOOL", 1},
};
constexpr std::size_t kMaxRank = 16;
constexpr std::uint64_t kAlignment = 64;

Error corrupt(std::string_view tensor, std::string_view reason) {
  return fail(ErrorCode::kCorrupt, fmt::format("safetensors: tensor \"{}\" {}", tensor, reason));
}

std::optional<std::uint64_t> natural(const json::Value& value) {
  const std::int64_t* number = value.as_int();
  if (number == nullptr || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

Result<TensorInfo> read_tensor(const std::string& name, const json::Value& value) {
  TensorInfo tensor{.name = name};
  const std::string dtype = value.string_or("dtype", "");
  const auto row = std::ranges::find(kDtypes, std::string_view(dtype), &DtypeRow::name);
  if (row == kDtypes.end()) return corrupt(name, fmt::format("has an unknown dtype \"{}\"", dtype));
  tensor.dtype = row->dtype;
  const json::Value* shape = value.find("shape");
  if (shape == nullptr || shape->as_array() == nullptr || shape->as_array()->size() > kMaxRank)
    return corrupt(name, "has no shape, or one of too many dimensions");
  std::uint64_t bytes = row->bytes;
  for (const json::Value& entry : *shape->as_array()) {
    const auto size = natural(entry);
    if (!size) return corrupt(name, "has a dimension that is no natural number");
    if (__builtin_mul_overflow(bytes, *size, &bytes)) return corrupt(name, "is too large");
    tensor.shape.push_back(static_cast<std::int64_t>(*size));
  }
  const json::Value* offsets = value.find("data_offsets");
  const json::Array* pair = offsets == nullptr ? nullptr : offsets->as_array();
  if (pair == nullptr || pair->size() != 2) return corrupt(name, "has no data_offsets");
  const auto begin = natural((*pair)[0]);
  const auto end = natural((*pair)[1]);
  if (!begin || !end || *end < *begin || *end - *begin != bytes)
    return corrupt(name, fmt::format("needs {} bytes by its shape, which is not what its "
                                     "data_offsets span",
                                     bytes));
  tensor.begin = *begin;
  tensor.end = *end;
  return tensor;
}

}  // namespace

std::string_view dtype_name(Dtype dtype) {
  return std::ranges::find(kDtypes, dtype, &DtypeRow::dtype)->name;
}
std::size_t dtype_bytes(Dtype dtype) {
  return std::ranges::find(kDtypes, dtype, &DtypeRow::dtype)->bytes;
}

Result<SafetensorsHeader> parse_safetensors_header(std::string_view text,
                                                   std::uint64_t data_bytes) {
  TRY_ASSIGN(const json::Value document,
             json::parse(text, {.max_depth = 4, .max_bytes = kMaxHeaderBytes}));
  if (document.as_object() == nullptr)
    return fail(ErrorCode::kCorrupt, "safetensors: the header is no JSON object");
  SafetensorsHeader header;
  for (const auto& [name, value] : *document.as_object()) {
    if (name != "__metadata__") {
      TRY_ASSIGN(TensorInfo tensor, read_tensor(name, value));
      header.tensors.push_back(std::move(tensor));
      continue;
    }
    if (value.as_object() == nullptr)
      return fail(ErrorCode::kCorrupt, "safetensors: __metadata__ is no object");
    for (const auto& [key, word] : *value.as_object()) {
      if (word.as_string() == nullptr)
        return fail(ErrorCode::kCorrupt, "safetensors: __metadata__ holds strings only");
      header.metadata[key] = *word.as_string();
    }
  }
  std::ranges::sort(header.tensors, {},
                    [](const TensorInfo& t) { return std::pair(t.begin, t.end); });
  std::uint64_t at = 0;
  for (const TensorInfo& tensor : header.tensors) {
    if (tensor.begin < at) return corrupt(tensor.name, "overlaps the one before it");
    if (tensor.begin > at) return corrupt(tensor.name, "leaves a hole before it");
    at = tensor.end;
  }
  if (at != data_bytes)
    return fail(ErrorCode::kCorrupt,
                fmt::format("safetensors: the header describes {} bytes of data, the file has {}: "
                            "cut short, or with something appended",
                            at, data_bytes));
  return header;
}

std::string encode_safetensors_header(std::vector<TensorInfo>& tensors,
                                      const std::map<std::string, std::string>& metadata) {
  json::Writer writer;
  writer.begin_object();
  if (!metadata.empty()) {
    writer.key("__metadata__").begin_object();
    for (const auto& [key, word] : metadata) writer.key(key).string(word);
    writer.end_object();
  }
  std::uint64_t at = 0;
  for (TensorInfo& tensor : tensors) {
    std::uint64_t bytes = dtype_bytes(tensor.dtype);
    for (const std::int64_t size : tensor.shape) bytes *= static_cast<std::uint64_t>(size);
    tensor.begin = at;
    tensor.end = at += bytes;
    writer.key(tensor.name).begin_object();
    writer.key("dtype").string(dtype_name(tensor.dtype)).key("shape").begin_array();
    for (const std::int64_t size : tensor.shape) writer.integer(size);
    writer.end_array().key("data_offsets").begin_array();
    writer.integer(static_cast<std::int64_t>(tensor.begin));
    writer.integer(static_cast<std::int64_t>(tensor.end)).end_array().end_object();
  }
  writer.end_object();
  std::string text = std::move(writer).text();
  text.append((kAlignment - (text.size() + 8) % kAlignment) % kAlignment, ' ');
  std::string header;
  for (std::size_t shift = 0; shift < 64; shift += 8)
    header.push_back(static_cast<char>((text.size() >> shift) & 0xff));
  return header + text;
}

Result<SafetensorsFile> SafetensorsFile::open(const std::string& path) {
  TRY_ASSIGN(io::MappedFile file, io::MappedFile::open(path));
  const auto bytes = file.bytes();
  std::uint64_t length = 0;
  if (bytes.size() < 8)
    return fail(ErrorCode::kCorrupt, path + " is too short to be a safetensors file");
  for (std::size_t i = 8; i-- > 0;) length = length << 8 | static_cast<std::uint8_t>(bytes[i]);
  if (length > kMaxHeaderBytes || length > bytes.size() - 8)
    return fail(
        ErrorCode::kCorrupt,
        fmt::format("{} is no safetensors file: its header would have {} bytes", path, length));
  const auto* text = reinterpret_cast<const char*>(bytes.data()) + 8;
  auto header =
      parse_safetensors_header({text, static_cast<std::size_t>(length)}, bytes.size() - 8 - length);
  if (!header) {
    Error error = std::move(header).error();
    return fail(ErrorCode::kCorrupt, path + ": " + error.message);
  }
  return SafetensorsFile(std::move(file), *std::move(header), 8 + length);
}

std::span<const std::byte> SafetensorsFile::bytes(const TensorInfo& tensor) const {
  return file_.bytes().subspan(data_at_ + tensor.begin, tensor.end - tensor.begin);
}

}  // namespace millrace::modelfile
