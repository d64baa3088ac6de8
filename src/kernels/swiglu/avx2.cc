#include "kernels/lanes_avx2.h"
// The lanes come first.
#include "kernels/swiglu/op.h"
#include "kernels/swiglu/simd.h"

namespace millrace::kernels {

const SwigluKernels swiglu_avx2 = {.forward = forward, .backward = backward};

}  // namespace millrace::kernels
