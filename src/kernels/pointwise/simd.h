// Element-wise sums over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

void add(Dtype type, const void* a, const void* b, void* y, std::size_t n) {
  with_type(type, [&](auto element) {
    using T = decltype(element);
    sweep(n, [&](std::size_t i, auto lanes) {
      store(as<T>(y) + i, load(as<T>(a) + i, lanes) + load(as<T>(b) + i, lanes), lanes);
    });
  });
}

void scale(Dtype type, float factor, const void* x, void* y, std::size_t n) {
  with_type(type, [&](auto element) {
    using T = decltype(element);
    sweep(n, [&](std::size_t i, auto lanes) {
      store(as<T>(y) + i, fill(factor) * load(as<T>(x) + i, lanes), lanes);
    });
  });
}

void axpy(float alpha, Dtype x_type, const void* x, Dtype y_type, void* y, std::size_t n) {
  with_type(x_type, [&](auto in) {
    with_type(y_type, [&](auto out) {
      const auto* source = as<decltype(in)>(x);
      auto* target = as<decltype(out)>(y);
      sweep(n, [&](std::size_t i, auto lanes) {
        const Vec sum = fma(fill(alpha), load(source + i, lanes), load(target + i, lanes));
        store(target + i, sum, lanes);
      });
    });
  });
}

}  // namespace
}  // namespace millrace::kernels
