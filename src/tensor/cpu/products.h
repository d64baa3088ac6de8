// Matrix products by oneDNN, cut into tiles of fixed borders that a pool computes, one OpenMP
// thread each. Where oneDNN has no bf16 (before AVX-512), tiles are expanded to fp32. One thread
// at a time.
#pragma once
#include <memory>

#include "tensor/backend.h"
#include "tensor/thread_pool.h"

namespace millrace::tensor {

// oneDNN uses nothing above AVX2 from now on; false if it has chosen already.
bool cap_products_at_avx2();

class Products {
 public:
  explicit Products(ThreadPool& pool);
  ~Products();
  void run(const Matmul& args);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace::tensor
