#include "kernels/lanes_avx2.h"
// The lanes come first.
#include "kernels/cross_entropy/op.h"
#include "kernels/cross_entropy/simd.h"

namespace millrace::kernels {

const CrossEntropyKernels cross_entropy_avx2 = {.run = run};

}  // namespace millrace::kernels
