#include "kernels/lanes_avx512.h"
// The lanes come first.
#include "kernels/dropout/op.h"

namespace millrace::kernels {
namespace {

MILLRACE_INLINE Ints spread(std::uint32_t x) {
  return _mm512_set1_epi32(static_cast<int>(x));
}
MILLRACE_INLINE Ints exclusive_or(Ints a, Ints b) {
  return _mm512_xor_si512(a, b);
}

MILLRACE_INLINE void multiply(Ints a, std::uint32_t by, Ints& high, Ints& low) {
  const Ints even = _mm512_mul_epu32(a, spread(by));
  const Ints odd = _mm512_mul_epu32(_mm512_srli_epi64(a, 32), spread(by));
  high = _mm512_mask_mov_epi32(_mm512_srli_epi64(even, 32), 0xaaaa, odd);
  low = _mm512_mask_mov_epi32(even, 0xaaaa, _mm512_slli_epi64(odd, 32));
}

// Lane 4g + i counts 4i + g: into_columns then puts the columns in order without crossing lanes.
MILLRACE_INLINE Ints counters_from(std::uint32_t first) {
  const Ints order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  return _mm512_add_epi32(spread(first), order);
}

MILLRACE_INLINE void into_columns(Ints (&c)[4]) {
  const Ints ab_low = _mm512_unpacklo_epi32(c[0], c[1]);
  const Ints ab_high = _mm512_unpackhi_epi32(c[0], c[1]);
  const Ints cd_low = _mm512_unpacklo_epi32(c[2], c[3]);
  const Ints cd_high = _mm512_unpackhi_epi32(c[2], c[3]);
  c[0] = _mm512_unpacklo_epi64(ab_low, cd_low);
  c[1] = _mm512_unpackhi_epi64(ab_low, cd_low);
  c[2] = _mm512_unpacklo_epi64(ab_high, cd_high);
  c[3] = _mm512_unpackhi_epi64(ab_high, cd_high);
}

// x * scale where the coin is at least the threshold, else 0, whatever x is.
MILLRACE_INLINE Vec keep(Ints coins, std::uint32_t threshold, float scale, Vec x) {
  return _mm512_maskz_mul_ps(_mm512_cmpge_epu32_mask(coins, spread(threshold)), x, fill(scale));
}

}  // namespace
}  // namespace millrace::kernels

#include "kernels/dropout/simd.h"

namespace millrace::kernels {

const DropoutKernels dropout_avx512 = {.apply = apply};

}  // namespace millrace::kernels
