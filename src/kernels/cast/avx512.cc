#include "kernels/lanes_avx512.h"
// The lanes come first.
#include "kernels/cast/op.h"
#include "kernels/cast/simd.h"

namespace millrace::kernels {

const CastKernels cast_avx512 = {.convert = convert};

}  // namespace millrace::kernels
