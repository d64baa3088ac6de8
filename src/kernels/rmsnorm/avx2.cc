#include "kernels/lanes_avx2.h"
// The lanes come first.
#include "kernels/rmsnorm/op.h"
#include "kernels/rmsnorm/simd.h"

namespace millrace::kernels {

const RmsnormKernels rmsnorm_avx2 = {.forward = forward, .backward = backward};

}  // namespace millrace::kernels
