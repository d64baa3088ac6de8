#include "kernels/lanes_avx512.h"
// The lanes come first.
#include "kernels/bias/op.h"
#include "kernels/bias/simd.h"

namespace millrace::kernels {

const BiasKernels bias_avx512 = {
    .add = add, .column_sums = column_sums, .sum_partials = sum_partials};

}  // namespace millrace::kernels
