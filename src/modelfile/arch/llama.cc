// Llama 1, 2, 3, 3.1 and later text models.
#include "modelfile/arch/all.h"

namespace millrace::modelfile {
namespace {

Result<void> read(const Fields& fields, Descriptor& descriptor) {
  TRY_ASSIGN(const bool attention, fields.flag_or("attention_bias", false));
  TRY_ASSIGN(const bool mlp, fields.flag_or("mlp_bias", false));
  descriptor.qkv_bias = descriptor.output_bias =
      attention ? Descriptor::Bias::kHas : Descriptor::Bias::kNone;
  descriptor.mlp_bias = mlp ? Descriptor::Bias::kHas : Descriptor::Bias::kNone;
  return {};
}

}  // namespace

constexpr Architecture kLlama{"LlamaForCausalLM", "llama", read};

}  // namespace millrace::modelfile
