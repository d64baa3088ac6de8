#include "kernels/lanes_avx2.h"
// The lanes come first.
#include "kernels/dropout/op.h"

namespace millrace::kernels {
namespace {

MILLRACE_INLINE Ints spread(std::uint32_t x) {
  return _mm256_set1_epi32(static_cast<int>(x));
}
MILLRACE_INLINE Ints exclusive_or(Ints a, Ints b) {
  return _mm256_xor_si256(a, b);
}

MILLRACE_INLINE void multiply(Ints a, std::uint32_t by, Ints& high, Ints& low) {
  const Ints even = _mm256_mul_epu32(a, spread(by));
  const Ints odd = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), spread(by));
  high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
  low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
}

// Lane 4g + i counts 2i + g: into_columns then puts the columns in order without crossing lanes.
MILLRACE_INLINE Ints counters_from(std::uint32_t first) {
  return _mm256_add_epi32(spread(first), _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
}

MILLRACE_INLINE void into_columns(Ints (&c)[4]) {
  const Ints ab_low = _mm256_unpacklo_epi32(c[0], c[1]);
  const Ints ab_high = _mm256_unpackhi_epi32(c[0], c[1]);
  const Ints cd_low = _mm256_unpacklo_epi32(c[2], c[3]);
  const Ints cd_high = _mm256_unpackhi_epi32(c[2], c[3]);
  c[0] = _mm256_unpacklo_epi64(ab_low, cd_low);
  c[1] = _mm256_unpackhi_epi64(ab_low, cd_low);
  c[2] = _mm256_unpacklo_epi64(ab_high, cd_high);
  c[3] = _mm256_unpackhi_epi64(ab_high, cd_high);
}

// x * scale where the coin is at least the threshold, else 0, whatever x is.
MILLRACE_INLINE Vec keep(Ints coins, std::uint32_t threshold, float scale, Vec x) {
  const Ints most = _mm256_max_epu32(coins, spread(threshold));
  const Ints kept = _mm256_cmpeq_epi32(most, coins);
  return _mm256_and_ps(_mm256_castsi256_ps(kept), x * fill(scale));
}

}  // namespace
}  // namespace millrace::kernels

#include "kernels/dropout/simd.h"

namespace millrace::kernels {

const DropoutKernels dropout_avx2 = {.apply = apply};

}  // namespace millrace::kernels
