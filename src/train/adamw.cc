#include "train/adamw.h"

#include <cmath>

#include "kernels/adamw/op.h"

namespace millrace::train {

AdamW::AdamW(Trainee& trainee, Options options)
    : trainee_(trainee),
      options_(options),
      m_(trainee.values().size()),
      v_(trainee.values().size()) {}

double AdamW::gradient_norm() const {
  const auto& kernels = kernels::adamw();
  const std::span<float> gradients = trainee_.gradients();
  double sum = 0;
  for (const Tensor& tensor : trainee_.tensors())
    sum +=
        kernels.sum_of_squares(kernels::Dtype::kF32, gradients.data() + tensor.offset, tensor.size);
  return std::sqrt(sum);
}

void AdamW::step(std::int64_t step, double learning_rate, double norm) {
  const auto& kernels = kernels::adamw();
  const auto t = static_cast<double>(step + 1);
  const bool clipped = options_.max_grad_norm > 0 && norm > options_.max_grad_norm;
  kernels::Adamw args{
      .learning_rate = static_cast<float>(learning_rate),
      .beta1 = static_cast<float>(options_.beta1),
      .beta2 = static_cast<float>(options_.beta2),
      .eps = static_cast<float>(options_.epsilon),
      .correction1 = static_cast<float>(1 - std::pow(options_.beta1, t)),
      .correction2 = static_cast<float>(1 - std::pow(options_.beta2, t)),
      .gradient_scale = clipped ? static_cast<float>(options_.max_grad_norm / (norm + 1e-6)) : 1.0F,
  };
  for (const Tensor& tensor : trainee_.tensors()) {
    args.weight_decay =
        tensor.decay == Tensor::Decay::kYes ? static_cast<float>(options_.weight_decay) : 0.0F;
    args.gradient = trainee_.gradients().data() + tensor.offset;
    args.weight = trainee_.values().data() + tensor.offset;
    args.m = m_.data() + tensor.offset;
    args.v = v_.data() + tensor.offset;
    kernels.step(args, {0, tensor.size});
  }
  trainee_.values_changed();
}

}  // namespace millrace::train
