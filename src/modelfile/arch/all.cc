#include "modelfile/arch/all.h"

namespace millrace::modelfile {

std::span<const Architecture* const> architectures() {
  static const Architecture* const all[] = {&kLlama, &kMistral, &kQwen2, &kQwen3};
  return all;
}

}  // namespace millrace::modelfile
