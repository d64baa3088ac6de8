#include "kernels/lanes_avx2.h"
// The lanes come first.
#include "kernels/rope/op.h"
#include "kernels/rope/simd.h"

namespace millrace::kernels {

const RopeKernels rope_avx2 = {.apply = apply};

}  // namespace millrace::kernels
