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

// x where low <= index < high, else `rest`.
MILLRACE_INLINE Vec where_within(Vec index, float low, float high, Vec x, Vec rest) {
  const __mmask16 above = _mm512_cmp_ps_mask(index, fill(low), _CMP_GE_OQ);
  return _mm512_mask_mov_ps(rest, _mm512_mask_cmp_ps_mask(above, index, fill(high), _CMP_LT_OQ), x);
}
MILLRACE_INLINE Vec lane_indexes() {
  return _mm512_setr_ps(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

// Sixteen rows of sixteen words become columns.
MILLRACE_INLINE void turn_block(const float* from, std::size_t from_row, float* to,
                                std::size_t to_row) {
  __m512d pairs[16];
#pragma GCC unroll 4
  for (std::size_t r = 0; r < 16; r += 4) {
    const __m512 a = _mm512_loadu_ps(from + r * from_row);
    const __m512 b = _mm512_loadu_ps(from + (r + 1) * from_row);
    const __m512 c = _mm512_loadu_ps(from + (r + 2) * from_row);
    const __m512 d = _mm512_loadu_ps(from + (r + 3) * from_row);
    const __m512d ab_low = _mm512_castps_pd(_mm512_unpacklo_ps(a, b));
    const __m512d ab_high = _mm512_castps_pd(_mm512_unpackhi_ps(a, b));
    const __m512d cd_low = _mm512_castps_pd(_mm512_unpacklo_ps(c, d));
    const __m512d cd_high = _mm512_castps_pd(_mm512_unpackhi_ps(c, d));
    pairs[r] = _mm512_unpacklo_pd(ab_low, cd_low);
    pairs[r + 1] = _mm512_unpackhi_pd(ab_low, cd_low);
    pairs[r + 2] = _mm512_unpacklo_pd(ab_high, cd_high);
    pairs[r + 3] = _mm512_unpackhi_pd(ab_high, cd_high);
  }
  // pairs[4g + i] holds columns i, i + 4, i + 8, i + 12 of rows 4g … 4g + 3, four words each.
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) {
    const __m512d low_even = _mm512_shuffle_f64x2(pairs[i], pairs[4 + i], 0x88);
    const __m512d low_odd = _mm512_shuffle_f64x2(pairs[i], pairs[4 + i], 0xdd);
    const __m512d high_even = _mm512_shuffle_f64x2(pairs[8 + i], pairs[12 + i], 0x88);
    const __m512d high_odd = _mm512_shuffle_f64x2(pairs[8 + i], pairs[12 + i], 0xdd);
    _mm512_storeu_pd(to + i * to_row, _mm512_shuffle_f64x2(low_even, high_even, 0x88));
    _mm512_storeu_pd(to + (i + 4) * to_row, _mm512_shuffle_f64x2(low_odd, high_odd, 0x88));
    _mm512_storeu_pd(to + (i + 8) * to_row, _mm512_shuffle_f64x2(low_even, high_even, 0xdd));
    _mm512_storeu_pd(to + (i + 12) * to_row, _mm512_shuffle_f64x2(low_odd, high_odd, 0xdd));
  }
}

}  // namespace
}  // namespace millrace::kernels

#include "kernels/lanes_math.h"
