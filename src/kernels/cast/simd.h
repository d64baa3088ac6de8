// The conversions over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

template <typename In, typename Out>
void convert_all(const void* x, void* y, std::size_t n) {
  sweep(n, [=](std::size_t i, auto lanes) {
    store(as<Out>(y) + i, load(as<In>(x) + i, lanes), lanes);
  });
}

template <typename In>
void convert_from(const void* x, Dtype to, void* y, std::size_t n) {
  switch (to) {
    case Dtype::kF32:
      return convert_all<In, float>(x, y, n);
    case Dtype::kBf16:
      return convert_all<In, Bf16>(x, y, n);
    case Dtype::kF16:
      return convert_all<In, F16>(x, y, n);
  }
}

void convert(Dtype from, const void* x, Dtype to, void* y, std::size_t n) {
  if (from == to) {
    const std::size_t bytes = n * (from == Dtype::kF32 ? 4 : 2);
    if (x != y) __builtin_memcpy(y, x, bytes);
    return;
  }
  switch (from) {
    case Dtype::kF32:
      return convert_from<float>(x, to, y, n);
    case Dtype::kBf16:
      return convert_from<Bf16>(x, to, y, n);
    case Dtype::kF16:
      return convert_from<F16>(x, to, y, n);
  }
}

}  // namespace
}  // namespace millrace::kernels
