// AdamW over a trainee's values with fp32 moments, and the clipping before it. Called by one
// thread, works on as many as it is given; the result is the same for any number.
#pragma once
#include <cstdint>
#include <vector>

#include "kernels/types.h"
#include "tensor/thread_pool.h"
#include "train/trainee.h"

namespace millrace::train {

class AdamW {
 public:
  struct Options {
    double beta1 = 0.9, beta2 = 0.95, epsilon = 1e-8;
    double weight_decay = 0.01;  // decoupled, of tensors that want it
    double max_grad_norm = 1.0;  // 0: never clipped
    int threads = 1;
  };
  AdamW(Trainee& trainee, Options options);

  double gradient_norm();  // of the gradients as they are
  // Clips by `norm`, then one step; `step` counts from 0.
  void step(std::int64_t step, double learning_rate, double norm);

  std::span<float> first_moments() { return m_; }
  std::span<float> second_moments() { return v_; }

 private:
  // A stretch of one tensor: the unit of work, and of the order in which squares are added.
  struct Piece {
    std::size_t tensor, begin, end;  // within the tensor
  };
  Trainee& trainee_;
  Options options_;
  tensor::ThreadPool threads_;
  std::vector<Piece> pieces_{};
  std::vector<float> m_, v_;
};

}  // namespace millrace::train
