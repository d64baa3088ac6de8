// Rotations over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

template <typename T>
MILLRACE_INLINE void turn_head(const T* x, T* y, const float* cosine, const float* sine, Vec sign,
                               std::size_t half) {
  sweep(half, [&](std::size_t i, auto lanes) {
    const Vec c = load(cosine + i, lanes);
    const Vec s = load(sine + i, lanes) * sign;
    const Vec first = load(x + i, lanes);
    const Vec second = load(x + i + half, lanes);
    store(y + i, fnma(second, s, first * c), lanes);
    store(y + i + half, fma(first, s, second * c), lanes);
  });
}

void apply(const Rope& args, Range tokens) {
  const std::size_t half = args.rotary / 2;
  const Vec sign = fill(args.rotation == Rotation::kForward ? 1.0F : -1.0F);
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
}  // namespace millrace::kernels
