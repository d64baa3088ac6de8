#include "kernels/lanes_avx512.h"
// The lanes come first.
#include "kernels/rope/op.h"
#include "kernels/rope/simd.h"

namespace millrace::kernels {

const RopeKernels rope_avx512 = {.apply = apply};

}  // namespace millrace::kernels
