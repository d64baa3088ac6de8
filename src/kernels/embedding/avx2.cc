#include "kernels/lanes_avx2.h"
// The lanes come first.
#include "kernels/embedding/op.h"
#include "kernels/embedding/simd.h"

namespace millrace::kernels {

const EmbeddingKernels embedding_avx2 = {.gather = gather, .scatter_add = scatter_add};

}  // namespace millrace::kernels
