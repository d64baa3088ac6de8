#include "kernels/lanes_avx2.h"
// The lanes come first.
#include "kernels/cast/op.h"
#include "kernels/cast/simd.h"

namespace millrace::kernels {

const CastKernels cast_avx2 = {.convert = convert};

}  // namespace millrace::kernels
