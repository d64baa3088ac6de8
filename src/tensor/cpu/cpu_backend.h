// The backend on the processor's cores: oneDNN for matrix products, our kernels for the rest, one
// pool of threads. One thread at a time.
#pragma once
#include <memory>

#include "tensor/backend.h"

namespace millrace::tensor {

struct CpuOptions {
  int threads = 0;  // 0: usable_cores()
};

std::unique_ptr<Backend> make_cpu_backend(const CpuOptions& options = {});

// For tests and the engine's flag: oneDNN and the kernels use nothing above AVX2 from now on. Call
// before the first backend is made; false if oneDNN has already chosen.
bool cap_at_avx2();

}  // namespace millrace::tensor
