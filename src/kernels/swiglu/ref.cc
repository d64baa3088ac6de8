#include "kernels/scalar.h"
#include "kernels/swiglu/op.h"

namespace millrace::kernels {
namespace {

float sigmoid(float x) {
  return 1.0F / (1.0F + std::exp(-x));
}

void forward(const SwigluForward& args, Range rows) {
  with_type(args.type, [&](auto element) {
    using T = decltype(element);
    for (std::size_t r = rows.begin; r < rows.end; ++r) {
      const T* gate = as<T>(args.gate) + r * args.in_stride;
      const T* up = as<T>(args.up) + r * args.in_stride;
      T* y = as<T>(args.y) + r * args.y_stride;
      for (std::size_t c = 0; c < args.cols; ++c) {
        const float g = to_float(gate[c]);
        y[c] = from_float<T>(g * sigmoid(g) * to_float(up[c]));
      }
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
      for (std::size_t c = 0; c < args.cols; ++c) {
        const float g = to_float(gate[c]);
        const float u = to_float(up[c]);
        const float gradient = to_float(dy[c]);
        const float s = sigmoid(g);
        dgate[c] = from_float<T>(gradient * u * s * (1.0F + g * (1.0F - s)));
        dup[c] = from_float<T>(gradient * g * s);
        if (y != nullptr) y[c] = from_float<T>(g * s * u);
      }
    }
  });
}

}  // namespace

const SwigluKernels swiglu_ref = {.forward = forward, .backward = backward};

}  // namespace millrace::kernels
