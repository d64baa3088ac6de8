// Sixteen floats at a time, AVX-512 (F, BW, DQ, VL). Same names as lanes_avx2.h, so that a kernel
// is written once. Only avx512*.cc files include this: everything is internal to the file, so no
// AVX-512 code leaks by linkage.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/types.h"

#define MILLRACE_INLINE [[gnu::always_inline]] inline

namespace millrace::kernels {
namespace {

using Vec = __m512;
using Ints = __m512i;
constexpr std::size_t kLanes = 16;

// How much of a vector a step covers: all of it, or its first `mask` lanes.
struct Whole {};
struct Part {
  __mmask16 mask;
};

MILLRACE_INLINE Part first_lanes(std::size_t n) {
  return {static_cast<__mmask16>((1U << n) - 1U)};
}

MILLRACE_INLINE Vec fill(float x) {
  return _mm512_set1_ps(x);
}
MILLRACE_INLINE Vec zeros() {
  return _mm512_setzero_ps();
}
MILLRACE_INLINE Vec fma(Vec a, Vec b, Vec c) {
  return _mm512_fmadd_ps(a, b, c);
}
MILLRACE_INLINE Vec fnma(Vec a, Vec b, Vec c) {
  return _mm512_fnmadd_ps(a, b, c);
}
MILLRACE_INLINE Vec max(Vec a, Vec b) {
  return _mm512_max_ps(a, b);
}
// NaN in b stays NaN.
MILLRACE_INLINE Vec min(Vec a, Vec b) {
  return _mm512_min_ps(a, b);
}
MILLRACE_INLINE Vec sqrt(Vec a) {
  return _mm512_sqrt_ps(a);
}
MILLRACE_INLINE float sum(Vec a) {
  return _mm512_reduce_add_ps(a);
}
MILLRACE_INLINE float highest(Vec a) {
  return _mm512_reduce_max_ps(a);
}

MILLRACE_INLINE Vec load(const float* p, Whole) {
  return _mm512_loadu_ps(p);
}
MILLRACE_INLINE Vec load(const float* p, Part part) {
  return _mm512_maskz_loadu_ps(part.mask, p);
}
MILLRACE_INLINE Vec widen(__m256i x, Bf16) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(x), 16));
}
MILLRACE_INLINE Vec widen(__m256i x, F16) {
  return _mm512_cvtph_ps(x);
}
template <typename Half>
MILLRACE_INLINE Vec load(const Half* p, Whole) {
  return widen(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), Half{});
}
template <typename Half>
MILLRACE_INLINE Vec load(const Half* p, Part part) {
  return widen(_mm256_maskz_loadu_epi16(part.mask, p), Half{});
}

// To nearest even by integers, as the reference does: the instruction for it flushes denormals.
MILLRACE_INLINE __m256i narrow(Vec x, Bf16) {
  const __m512i bits = _mm512_castps_si512(x);
  const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
  const __m512i up = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
  const __mmask16 nan = _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q);
  const __m512i quiet = _mm512_or_si512(bits, _mm512_set1_epi32(0x400000));
  const __m512i rounded = _mm512_mask_mov_epi32(up, nan, quiet);
  return _mm512_cvtepi32_epi16(_mm512_srli_epi32(rounded, 16));
}
MILLRACE_INLINE __m256i narrow(Vec x, F16) {
  return _mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
MILLRACE_INLINE void store(float* p, Vec x, Whole) {
  _mm512_storeu_ps(p, x);
}
MILLRACE_INLINE void store(float* p, Vec x, Part part) {
  _mm512_mask_storeu_ps(p, part.mask, x);
}
template <typename Half>
MILLRACE_INLINE void store(Half* p, Vec x, Whole) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), narrow(x, Half{}));
}
template <typename Half>
MILLRACE_INLINE void store(Half* p, Vec x, Part part) {
  _mm256_mask_storeu_epi16(p, part.mask, narrow(x, Half{}));
}

// x * 2^n for whole n.
MILLRACE_INLINE Vec scale_by_power(Vec x, Vec n) {
  return _mm512_scalef_ps(x, n);
}
MILLRACE_INLINE Vec round_whole(Vec x) {
  return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
// 0 where a < b, else x.
MILLRACE_INLINE Vec keep_unless_less(Vec a, Vec b, Vec x) {
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(a, b, _CMP_NLT_UQ), x);
}

// x in the lanes that a step covers, `rest` in the others.
MILLRACE_INLINE Vec covered(Vec x, Vec, Whole) {
  return x;
}
MILLRACE_INLINE Vec covered(Vec x, Vec rest, Part part) {
  return _mm512_mask_mov_ps(rest, part.mask, x);
}

}  // namespace
}  // namespace millrace::kernels

#include "kernels/lanes_math.h"
