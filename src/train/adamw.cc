#include "train/adamw.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/adamw/op.h"

namespace millrace::train {
namespace {

constexpr std::size_t kPieceElements = std::size_t{1} << 16;

}  // namespace

AdamW::AdamW(Trainee& trainee, Options options)
    : trainee_(trainee),
      options_(options),
      threads_(options.threads),
      m_(trainee.values().size()),
      v_(trainee.values().size()) {
  const auto tensors = trainee.tensors();
  for (std::size_t t = 0; t < tensors.size(); ++t)
    for (std::size_t at = 0; at < tensors[t].size; at += kPieceElements)
      pieces_.push_back({t, at, std::min(at + kPieceElements, tensors[t].size)});
}

double AdamW::gradient_norm() {
  const auto& kernels = kernels::adamw();
  const auto tensors = trainee_.tensors();
  const std::span<float> gradients = trainee_.gradients();
  std::vector<double> squares(pieces_.size());
  threads_.run(pieces_.size(), [&](std::size_t i, std::size_t) {
    const Piece& piece = pieces_[i];
    squares[i] = kernels.sum_of_squares(
        kernels::Dtype::kF32, gradients.data() + tensors[piece.tensor].offset + piece.begin,
        piece.end - piece.begin);
  });
  return std::sqrt(std::accumulate(squares.begin(), squares.end(), 0.0));
}

void AdamW::step(std::int64_t step, double learning_rate, double norm) {
  const auto& kernels = kernels::adamw();
  const auto tensors = trainee_.tensors();
  const auto t = static_cast<double>(step + 1);
  const bool clipped = options_.max_grad_norm > 0 && norm > options_.max_grad_norm;
  const kernels::Adamw shared{
      .learning_rate = static_cast<float>(learning_rate),
      .beta1 = static_cast<float>(options_.beta1),
      .beta2 = static_cast<float>(options_.beta2),
      .eps = static_cast<float>(options_.epsilon),
      .correction1 = static_cast<float>(1 - std::pow(options_.beta1, t)),
      .correction2 = static_cast<float>(1 - std::pow(options_.beta2, t)),
      .gradient_scale = clipped ? static_cast<float>(options_.max_grad_norm / (norm + 1e-6)) : 1.0F,
  };
  threads_.run(pieces_.size(), [&](std::size_t i, std::size_t) {
    const Tensor& tensor = tensors[pieces_[i].tensor];
    kernels::Adamw args = shared;
    args.weight_decay =
        tensor.decay == Tensor::Decay::kYes ? static_cast<float>(options_.weight_decay) : 0.0F;
    args.gradient = trainee_.gradients().data() + tensor.offset;
    args.weight = trainee_.values().data() + tensor.offset;
    args.m = m_.data() + tensor.offset;
    args.v = v_.data() + tensor.offset;
    args.copy = tensor.copy;
    kernels.step(args, {pieces_[i].begin, pieces_[i].end});
  });
}

}  // namespace millrace::train
