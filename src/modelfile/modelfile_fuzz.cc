// The first byte chooses the parser. Whatever the bytes: an error with words, or a value whose
// parts fit together.
#include <cstdint>
#include <cstring>

#include "modelfile/adapter.h"
#include "modelfile/tensors.h"

namespace {

using namespace millrace;

void fuzz_header(std::string_view text) {
  if (text.size() < 4) return;
  std::uint32_t data_bytes = 0;
  std::memcpy(&data_bytes, text.data(), 4);
  auto header = modelfile::parse_safetensors_header(text.substr(4), data_bytes);
  if (!header) return;
  std::uint64_t at = 0;
  for (const auto& tensor : header->tensors) {
    CHECK(tensor.begin == at && tensor.end <= data_bytes);
    at = tensor.end;
  }
  CHECK(at == data_bytes);
  auto tensors = header->tensors;
  const std::string again = modelfile::encode_safetensors_header(tensors, header->metadata);
  CHECK(again.size() % 64 == 0);
  CHECK(modelfile::parse_safetensors_header(std::string_view(again).substr(8), data_bytes));
}

void fuzz_config(std::string_view text) {
  const auto descriptor = modelfile::parse_config_text(text);
  if (!descriptor) {
    CHECK(!descriptor.error().message.empty());
    return;
  }
  CHECK(descriptor->windows.size() == static_cast<std::size_t>(descriptor->layers));
  CHECK(modelfile::parameter_count(*descriptor) > 0);
  CHECK(modelfile::estimate_memory(*descriptor, {.rows = 1024}).total() > 0);
}

void fuzz_adapter(std::string_view text) {
  const auto config = modelfile::parse_adapter_config(text);
  if (config) CHECK(modelfile::parse_adapter_config(modelfile::adapter_config_text(*config)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'h') fuzz_header(text);
  if (data[0] == 'c') fuzz_config(text);
  if (data[0] == 'a') fuzz_adapter(text);
  return 0;
}
