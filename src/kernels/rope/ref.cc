#include "kernels/rope/op.h"
#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

template <typename T>
void turn_head(const T* x, T* y, const float* cosine, const float* sine, float sign,
               std::size_t half) {
  for (std::size_t i = 0; i < half; ++i) {
    const float first = to_float(x[i]);
    const float second = to_float(x[i + half]);
    y[i] = from_float<T>(first * cosine[i] - second * (sign * sine[i]));
    y[i + half] = from_float<T>(second * cosine[i] + first * (sign * sine[i]));
  }
}

void apply(const Rope& args, Range tokens) {
  const std::size_t half = args.rotary / 2;
  const float sign = args.rotation == Rotation::kForward ? 1.0F : -1.0F;
  with_type(args.type, [&](auto element) {
    using T = decltype(element);
    for (std::size_t t = tokens.begin; t < tokens.end; ++t) {
      const std::size_t table = static_cast<std::size_t>(args.positions[t]) * half;
      for (std::size_t h = 0; h < args.heads; ++h) {
        const T* x = as<T>(args.x) + t * args.x_stride + h * args.head_dim;
        T* y = as<T>(args.y) + t * args.y_stride + h * args.head_dim;
        turn_head(x, y, args.cosine + table, args.sine + table, sign, half);
        for (std::size_t i = args.rotary; i < args.head_dim; ++i) y[i] = x[i];
      }
    }
  });
}

}  // namespace

const RopeKernels rope_ref = {.apply = apply};

}  // namespace millrace::kernels
