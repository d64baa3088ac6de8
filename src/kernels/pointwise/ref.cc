#include "kernels/pointwise/op.h"
#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

void add(Dtype type, const void* a, const void* b, void* y, std::size_t n) {
  with_type(type, [&](auto element) {
    using T = decltype(element);
    for (std::size_t i = 0; i < n; ++i) {
      as<T>(y)[i] = from_float<T>(to_float(as<T>(a)[i]) + to_float(as<T>(b)[i]));
    }
  });
}

void scale(Dtype type, float factor, const void* x, void* y, std::size_t n) {
  with_type(type, [&](auto element) {
    using T = decltype(element);
    for (std::size_t i = 0; i < n; ++i) {
      as<T>(y)[i] = from_float<T>(factor * to_float(as<T>(x)[i]));
    }
  });
}

void axpy(float alpha, Dtype x_type, const void* x, Dtype y_type, void* y, std::size_t n) {
  with_type(x_type, [&](auto in) {
    with_type(y_type, [&](auto out) {
      using T = decltype(out);
      const auto* source = as<decltype(in)>(x);
      auto* target = as<T>(y);
      for (std::size_t i = 0; i < n; ++i) {
        target[i] = from_float<T>(to_float(target[i]) + alpha * to_float(source[i]));
      }
    });
  });
}

}  // namespace

const PointwiseKernels pointwise_ref = {.add = add, .scale = scale, .axpy = axpy};

}  // namespace millrace::kernels
