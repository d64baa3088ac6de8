#include "kernels/lanes_avx2.h"
// The lanes come first.
#include "kernels/adamw/op.h"
#include "kernels/adamw/simd.h"

namespace millrace::kernels {

const AdamwKernels adamw_avx2 = {.step = step, .sum_of_squares = sum_of_squares};

}  // namespace millrace::kernels
