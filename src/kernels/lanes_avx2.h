// Eight floats at a time, AVX2 + FMA + F16C. Same names as lanes_avx512.h, so that a kernel is
// written once. Only avx2.cc files include this: everything is internal to the file, so no AVX2
// code leaks by linkage.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/types.h"

#define MILLRACE_INLINE [[gnu::always_inline]] inline

namespace millrace::kernels {
namespace {

using Vec = __m256;
using Ints = __m256i;
constexpr std::size_t kLanes = 8;

// How much of a vector a step covers: all of it, or its first `n` lanes.
struct Whole {};
struct Part {
  std::size_t n;
};

MILLRACE_INLINE Part first_lanes(std::size_t n) {
  return {n};
}
MILLRACE_INLINE __m256i lane_mask(Part part) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(part.n)), lanes);
}

MILLRACE_INLINE Vec fill(float x) {
  return _mm256_set1_ps(x);
}
MILLRACE_INLINE Vec zeros() {
  return _mm256_setzero_ps();
}
MILLRACE_INLINE Vec fma(Vec a, Vec b, Vec c) {
  return _mm256_fmadd_ps(a, b, c);
}
MILLRACE_INLINE Vec fnma(Vec a, Vec b, Vec c) {
  return _mm256_fnmadd_ps(a, b, c);
}
MILLRACE_INLINE Vec max(Vec a, Vec b) {
  return _mm256_max_ps(a, b);
}
// NaN in b stays NaN.
MILLRACE_INLINE Vec min(Vec a, Vec b) {
  return _mm256_min_ps(a, b);
}
MILLRACE_INLINE Vec sqrt(Vec a) {
  return _mm256_sqrt_ps(a);
}
MILLRACE_INLINE float sum(Vec a) {
  __m128 x = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  x = _mm_add_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_add_ss(x, _mm_shuffle_ps(x, x, 1)));
}
MILLRACE_INLINE float highest(Vec a) {
  __m128 x = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  x = _mm_max_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_max_ss(x, _mm_shuffle_ps(x, x, 1)));
}

MILLRACE_INLINE Vec load(const float* p, Whole) {
  return _mm256_loadu_ps(p);
}
MILLRACE_INLINE Vec load(const float* p, Part part) {
  return _mm256_maskload_ps(p, lane_mask(part));
}
MILLRACE_INLINE Vec widen(__m128i x, Bf16) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(x), 16));
}
MILLRACE_INLINE Vec widen(__m128i x, F16) {
  return _mm256_cvtph_ps(x);
}
template <typename Half>
MILLRACE_INLINE Vec load(const Half* p, Whole) {
  return widen(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)), Half{});
}
template <typename Half>
MILLRACE_INLINE Vec load(const Half* p, Part part) {
  alignas(16) Half lanes[kLanes] = {};
  for (std::size_t i = 0; i < part.n; ++i) lanes[i] = p[i];
  return load(lanes, Whole{});
}

// To nearest even by integers, as the reference does.
MILLRACE_INLINE __m128i narrow(Vec x, Bf16) {
  const __m256i bits = _mm256_castps_si256(x);
  const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
  const __m256i up = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
  const __m256i quiet = _mm256_or_si256(bits, _mm256_set1_epi32(0x400000));
  const __m256i nan = _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_UNORD_Q));
  const __m256i high = _mm256_srli_epi32(_mm256_blendv_epi8(up, quiet, nan), 16);
  const __m256i packed = _mm256_packus_epi32(high, high);
  return _mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0x08));
}
MILLRACE_INLINE __m128i narrow(Vec x, F16) {
  return _mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
MILLRACE_INLINE void store(float* p, Vec x, Whole) {
  _mm256_storeu_ps(p, x);
}
MILLRACE_INLINE void store(float* p, Vec x, Part part) {
  _mm256_maskstore_ps(p, lane_mask(part), x);
}
template <typename Half>
MILLRACE_INLINE void store(Half* p, Vec x, Whole) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), narrow(x, Half{}));
}
template <typename Half>
MILLRACE_INLINE void store(Half* p, Vec x, Part part) {
  alignas(16) Half lanes[kLanes];
  store(lanes, x, Whole{});
  for (std::size_t i = 0; i < part.n; ++i) p[i] = lanes[i];
}

// x * 2^n for whole n in [-126, 254]: in two steps, because 2^128 is no float.
MILLRACE_INLINE Vec scale_by_power(Vec x, Vec n) {
  const __m256i whole = _mm256_cvtps_epi32(n);
  const __m256i half = _mm256_srai_epi32(whole, 1);
  const __m256i bias = _mm256_set1_epi32(127);
  const __m256i first = _mm256_slli_epi32(_mm256_add_epi32(half, bias), 23);
  const __m256i second =
      _mm256_slli_epi32(_mm256_add_epi32(_mm256_sub_epi32(whole, half), bias), 23);
  return x * _mm256_castsi256_ps(first) * _mm256_castsi256_ps(second);
}
MILLRACE_INLINE Vec round_whole(Vec x) {
  return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
// 0 where a < b, else x.
MILLRACE_INLINE Vec keep_unless_less(Vec a, Vec b, Vec x) {
  return _mm256_and_ps(_mm256_cmp_ps(a, b, _CMP_NLT_UQ), x);
}

// x in the lanes that a step covers, `rest` in the others.
MILLRACE_INLINE Vec covered(Vec x, Vec, Whole) {
  return x;
}
MILLRACE_INLINE Vec covered(Vec x, Vec rest, Part part) {
  return _mm256_blendv_ps(rest, x, _mm256_castsi256_ps(lane_mask(part)));
}

// x where low <= index < high, else `rest`.
MILLRACE_INLINE Vec where_within(Vec index, float low, float high, Vec x, Vec rest) {
  const Vec above = _mm256_cmp_ps(index, fill(low), _CMP_GE_OQ);
  const Vec below = _mm256_cmp_ps(index, fill(high), _CMP_LT_OQ);
  return _mm256_blendv_ps(rest, x, _mm256_and_ps(above, below));
}
MILLRACE_INLINE Vec lane_indexes() {
  return _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7);
}

// Eight rows of eight words become columns.
MILLRACE_INLINE void turn_block(const float* from, std::size_t from_row, float* to,
                                std::size_t to_row) {
  __m256d pairs[8];
#pragma GCC unroll 2
  for (std::size_t r = 0; r < 8; r += 4) {
    const __m256 a = _mm256_loadu_ps(from + r * from_row);
    const __m256 b = _mm256_loadu_ps(from + (r + 1) * from_row);
    const __m256 c = _mm256_loadu_ps(from + (r + 2) * from_row);
    const __m256 d = _mm256_loadu_ps(from + (r + 3) * from_row);
    const __m256d ab_low = _mm256_castps_pd(_mm256_unpacklo_ps(a, b));
    const __m256d ab_high = _mm256_castps_pd(_mm256_unpackhi_ps(a, b));
    const __m256d cd_low = _mm256_castps_pd(_mm256_unpacklo_ps(c, d));
    const __m256d cd_high = _mm256_castps_pd(_mm256_unpackhi_ps(c, d));
    pairs[r] = _mm256_unpacklo_pd(ab_low, cd_low);
    pairs[r + 1] = _mm256_unpackhi_pd(ab_low, cd_low);
    pairs[r + 2] = _mm256_unpacklo_pd(ab_high, cd_high);
    pairs[r + 3] = _mm256_unpackhi_pd(ab_high, cd_high);
  }
  // pairs[4g + i] holds columns i and i + 4 of rows 4g … 4g + 3, four words each.
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) {
    const __m256 low = _mm256_castpd_ps(pairs[i]);
    const __m256 high = _mm256_castpd_ps(pairs[4 + i]);
    _mm256_storeu_ps(to + i * to_row, _mm256_permute2f128_ps(low, high, 0x20));
    _mm256_storeu_ps(to + (i + 4) * to_row, _mm256_permute2f128_ps(low, high, 0x31));
  }
}

}  // namespace
}  // namespace millrace::kernels

#include "kernels/lanes_math.h"
