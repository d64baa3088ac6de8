// Qwen3 (dense): no biases by default, q and k are normalised per head, head_dim is free.
#include "modelfile/arch/all.h"

namespace millrace::modelfile {
namespace {

Result<void> read(const Fields& fields, Descriptor& descriptor) {
  TRY_ASSIGN(const bool bias, fields.flag_or("attention_bias", false));
  descriptor.qkv_bias = descriptor.output_bias =
      bias ? Descriptor::Bias::kHas : Descriptor::Bias::kNone;
  descriptor.qk_norm = Descriptor::QkNorm::kPerHead;
  return read_qwen_windows(fields, descriptor);
}

}  // namespace

constexpr Architecture kQwen3{"Qwen3ForCausalLM", "qwen3", read};

}  // namespace millrace::modelfile
