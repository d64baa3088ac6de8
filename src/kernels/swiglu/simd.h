// SwiGLU over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

void forward(const SwigluForward& args, Range rows) {
  with_type(args.type, [&](auto element) {
    using T = decltype(element);
    for (std::size_t r = rows.begin; r < rows.end; ++r) {
      const T* gate = as<T>(args.gate) + r * args.in_stride;
      const T* up = as<T>(args.up) + r * args.in_stride;
      T* y = as<T>(args.y) + r * args.y_stride;
      sweep(args.cols, [&](std::size_t c, auto lanes) {
        const Vec g = load(gate + c, lanes);
        store(y + c, g * sigmoid(g) * load(up + c, lanes), lanes);
      });
    }
  });
}

void backward(const SwigluBackward& args, Range rows) {
  with_type(args.type, [&](auto element) {
    using T = decltype(element);
    for (std::size_t r = rows.begin; r < rows.end; ++r) {
      const T* gate = as<T>(args.gate) + r * args.in_stride;
      const T* up = as<T>(args.up) + r * args.in_stride;
      const T* dy = as<T>(args.dy) + r * args.dy_stride;
      T* dgate = as<T>(args.dgate) + r * args.out_stride;
      T* dup = as<T>(args.dup) + r * args.out_stride;
      T* y = args.y == nullptr ? nullptr : as<T>(args.y) + r * args.y_stride;
      sweep(args.cols, [&](std::size_t c, auto lanes) {
        const Vec g = load(gate + c, lanes);
        const Vec u = load(up + c, lanes);
        const Vec gradient = load(dy + c, lanes);
        const Vec s = sigmoid(g);
        const Vec silu = g * s;
        // silu' = s * (1 + g * (1 - s)) = s + silu * (1 - s)
        store(dgate + c, gradient * u * fma(silu, fill(1.0F) - s, s), lanes);
        store(dup + c, gradient * silu, lanes);
        if (y != nullptr) store(y + c, silu * u, lanes);
      });
    }
  });
}

}  // namespace
}  // namespace millrace::kernels
