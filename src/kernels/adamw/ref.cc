#include "kernels/adamw/op.h"
#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

template <typename T>
void step_elements(const Adamw& args, Range elements) {
  const float rate = args.learning_rate / args.correction1;
  const float inv_correction2 = 1.0F / args.correction2;
  const float keep = 1.0F - args.learning_rate * args.weight_decay;
  for (std::size_t i = elements.begin; i < elements.end; ++i) {
    const float g = to_float(as<T>(args.gradient)[i]) * args.gradient_scale;
    const float m = args.beta1 * args.m[i] + (1.0F - args.beta1) * g;
    const float v = args.beta2 * args.v[i] + (1.0F - args.beta2) * g * g;
    args.m[i] = m;
    args.v[i] = v;
    const float divisor = std::sqrt(v * inv_correction2) + args.eps;
    args.weight[i] = args.weight[i] * keep - rate * m / divisor;
    if (args.copy != nullptr) args.copy[i] = to_bf16(args.weight[i]);
  }
}

void step(const Adamw& args, Range elements) {
  with_type(args.gradient_type,
            [&](auto element) { step_elements<decltype(element)>(args, elements); });
}

double sum_of_squares(Dtype type, const void* x, std::size_t n) {
  double sum = 0;
  with_type(type, [&](auto element) {
    for (std::size_t i = 0; i < n; ++i) {
      const double value = to_float(as<decltype(element)>(x)[i]);
      sum += value * value;
    }
  });
  return sum;
}

}  // namespace

const AdamwKernels adamw_ref = {.step = step, .sum_of_squares = sum_of_squares};

}  // namespace millrace::kernels
