// Mistral: Llama with a sliding window in every layer.
#include "modelfile/arch/all.h"

namespace millrace::modelfile {
namespace {

Result<void> read(const Fields& fields, Descriptor& descriptor) {
  TRY_ASSIGN(const std::int64_t window, fields.integer_or("sliding_window", 0, 1, 1 << 30));
  descriptor.windows.assign(descriptor.windows.size(), window);
  return {};
}

}  // namespace

constexpr Architecture kMistral{"MistralForCausalLM", "mistral", read};

}  // namespace millrace::modelfile
