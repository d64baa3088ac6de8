// What the two lane headers share, written over their Vec. Included by them alone, at their end.
#pragma once

namespace millrace::kernels {
namespace {

// Calls step(i, Whole{}) for each whole vector of n elements, then step(i, Part) for what is left.
template <typename Step>
MILLRACE_INLINE void sweep(std::size_t n, const Step& step) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) step(i, Whole{});
  if (i < n) step(i, first_lanes(n - i));
}

// exp(x), relative error below 2e-7 (2 ulp); 0 below -87.3 (and for -infinity), infinity
// above 88.7, NaN for NaN.
MILLRACE_INLINE Vec exp(Vec x) {
  const Vec lowest = fill(-87.33654F);
  const Vec within = min(fill(89.0F), x);
  const Vec n = round_whole(within * fill(1.44269504F));
  Vec r = fnma(n, fill(0.693359375F), within);
  r = fnma(n, fill(-2.12194440e-4F), r);
  Vec p = fill(1.9875691500e-4F);
  p = fma(p, r, fill(1.3981999507e-3F));
  p = fma(p, r, fill(8.3334519073e-3F));
  p = fma(p, r, fill(4.1665795894e-2F));
  p = fma(p, r, fill(1.6666665459e-1F));
  p = fma(p, r, fill(5.0000001201e-1F));
  p = fma(p, r * r, r) + fill(1.0F);
  return keep_unless_less(x, lowest, scale_by_power(p, n));
}

MILLRACE_INLINE Vec sigmoid(Vec x) {
  return fill(1.0F) / (fill(1.0F) + exp(zeros() - x));
}

// Natural logarithm of a positive normal number; NaN and infinity as they are. Without the
// mathematics library, whose inline functions are not for these files.
MILLRACE_INLINE float log_of(float x) {
  if (!(x < __builtin_inff())) return x;
  // x = 2^e * f with f in [sqrt(1/2), sqrt(2)); log f = 2 atanh((f - 1) / (f + 1))
  std::uint32_t bits = 0;
  __builtin_memcpy(&bits, &x, sizeof bits);
  const std::uint32_t shifted = bits - 0x3f3504f3U;
  const float exponent = static_cast<float>(static_cast<std::int32_t>(shifted) >> 23);
  bits = (shifted & 0x7fffffU) + 0x3f3504f3U;
  float f = 0;
  __builtin_memcpy(&f, &bits, sizeof f);
  const double s = (static_cast<double>(f) - 1.0) / (static_cast<double>(f) + 1.0);
  const double s2 = s * s;
  const double series =
      1.0 + s2 * (1.0 / 3 + s2 * (1.0 / 5 + s2 * (1.0 / 7 + s2 * (1.0 / 9 + s2 / 11))));
  return static_cast<float>(static_cast<double>(exponent) * 0.69314718055994531 + 2 * s * series);
}

template <typename T>
const T* as(const void* p) {
  return static_cast<const T*>(p);
}
template <typename T>
T* as(void* p) {
  return static_cast<T*>(p);
}

// Calls f with a value of the element type. kF16 is for conversions only.
template <typename F>
MILLRACE_INLINE void with_type(Dtype type, const F& f) {
  if (type == Dtype::kBf16)
    f(Bf16{});
  else
    f(float{});
}

}  // namespace
}  // namespace millrace::kernels
