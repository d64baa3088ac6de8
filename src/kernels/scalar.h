// Element conversions in plain C++, for the reference kernels. Only ref.cc files include this.
#pragma once
#include <bit>
#include <cmath>
#include <type_traits>

#include "kernels/types.h"

namespace millrace::kernels {

inline float to_float(float x) {
  return x;
}
inline float to_float(Bf16 x) {
  return std::bit_cast<float>(std::uint32_t{x.bits} << 16);
}

inline float to_float(F16 x) {
  const std::uint32_t sign = std::uint32_t{x.bits & 0x8000U} << 16;
  const std::uint32_t rest = x.bits & 0x7fffU;
  if (rest >= 0x7c00U) return std::bit_cast<float>(sign | 0x7f800000U | ((rest & 0x3ffU) << 13));
  if (rest >= 0x400U) return std::bit_cast<float>(sign | ((rest << 13) + 0x38000000U));
  const float small = static_cast<float>(rest) * 0x1p-24F;
  return sign != 0 ? -small : small;
}

inline Bf16 to_bf16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if (x != x) return {static_cast<std::uint16_t>((bits >> 16) | 0x40U)};
  return {static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16)};
}

inline F16 to_f16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
  const std::uint32_t rest = bits & 0x7fffffffU;
  const auto with_sign = [sign](std::uint32_t value) {
    return F16{static_cast<std::uint16_t>(sign | value)};
  };
  if (rest > 0x7f800000U) return with_sign(0x7e00U | ((rest >> 13) & 0x3ffU));
  if (rest >= 0x477ff000U) return with_sign(0x7c00U);
  if (rest < 0x38800000U) {
    // Below the smallest normal number: let the addition round to a multiple of 2^-24.
    const float shifted = std::bit_cast<float>(rest) + 0.5F;
    return with_sign(std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(0.5F));
  }
  return with_sign((rest - 0x38000000U + 0xfffU + ((rest >> 13) & 1U)) >> 13);
}

template <typename T>
T from_float(float x) {
  if constexpr (std::is_same_v<T, Bf16>)
    return to_bf16(x);
  else if constexpr (std::is_same_v<T, F16>)
    return to_f16(x);
  else
    return x;
}

// Calls f with a value of the element type. kF16 is for conversions only.
template <typename F>
void with_type(Dtype type, const F& f) {
  if (type == Dtype::kBf16)
    f(Bf16{});
  else
    f(float{});
}

template <typename T>
const T* as(const void* p) {
  return static_cast<const T*>(p);
}
template <typename T>
T* as(void* p) {
  return static_cast<T*>(p);
}

}  // namespace millrace::kernels
