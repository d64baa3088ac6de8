#include "kernels/lanes_avx2.h"
// The lanes come first.
#include "kernels/pointwise/op.h"
#include "kernels/pointwise/simd.h"

namespace millrace::kernels {

const PointwiseKernels pointwise_avx2 = {.add = add, .scale = scale, .axpy = axpy};

}  // namespace millrace::kernels
