#include "kernels/lanes_avx512.h"
// The lanes come first.
#include "kernels/swiglu/op.h"
#include "kernels/swiglu/simd.h"

namespace millrace::kernels {

const SwigluKernels swiglu_avx512 = {.forward = forward, .backward = backward};

}  // namespace millrace::kernels
