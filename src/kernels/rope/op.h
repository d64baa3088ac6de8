// Rotary position embedding in the layout of Hugging Face (element i turns with element i +
// rotary/2). Pure on its tokens. Scaling of the frequencies is the business of whoever fills the
// tables.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

enum class Rotation : std::uint8_t {
  kForward,
  kBackward
};  // kBackward turns gradients: the inverse

struct Rope {
  Dtype type = Dtype::kF32;
  Rotation rotation = Rotation::kForward;
  std::size_t heads = 0;
  std::size_t head_dim = 0;
  std::size_t rotary = 0;    // leading elements of a head that turn; even, at most head_dim
  std::size_t x_stride = 0;  // elements from token to token; heads lie side by side
  std::size_t y_stride = 0;
  const float* cosine = nullptr;            // [positions][rotary / 2]
  const float* sine = nullptr;              // [positions][rotary / 2]
  const std::int32_t* positions = nullptr;  // [tokens], each a row of the tables
  const void* x = nullptr;
  void* y = nullptr;  // may be x
};

struct RopeKernels {
  void (*apply)(const Rope& args, Range tokens);
};

const RopeKernels& rope(Isa isa);
const RopeKernels& rope();

extern const RopeKernels rope_ref;
extern const RopeKernels rope_avx2;
extern const RopeKernels rope_avx512;

}  // namespace millrace::kernels
