#include "kernels/lanes_avx512.h"
// The lanes come first.
#include "kernels/pointwise/op.h"
#include "kernels/pointwise/simd.h"

namespace millrace::kernels {

const PointwiseKernels pointwise_avx512 = {.add = add, .scale = scale, .axpy = axpy};

}  // namespace millrace::kernels
