// Tiles whose words are pairs of bf16, multiplied by AVX512_BF16. Included by avx512bf16.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

struct Pairs {
  static constexpr std::size_t kPerWord = 2;

  MILLRACE_INLINE static Vec mac(float a, Vec b, Vec total) {
    const auto left = reinterpret_cast<__m512bh>(_mm512_set1_ps(a));
    return _mm512_dpbf16_ps(total, left, reinterpret_cast<__m512bh>(b));
  }
  MILLRACE_INLINE static void stage_row(const Bf16* x, std::size_t dim, float* words) {
    __builtin_memcpy(words, x, dim * sizeof(Bf16));
    const std::size_t padded = round_up(dim, kPad);
    for (std::size_t w = dim / 2; w < padded / 2; ++w) words[w] = 0;
  }
  // Word (pair of rows, d) = (row 2i [d], row 2i + 1 [d]); `row` words to a staged row, twice as
  // many to the result's. All of a pair of rows is read before it is needed: `out` is not `staged`.
  MILLRACE_INLINE static const float* interleave(const float* staged, std::size_t n,
                                                 std::size_t row, float* out) {
    for (std::size_t r = 0; r < n; r += 2) {
      const float* even = staged + r * row;
      const float* odd = even + row;
      float* to = out + r * row;
      for (std::size_t w = 0; w < row; w += 8) {
        const __m512i low = _mm512_cvtepu16_epi32(_mm256_castps_si256(_mm256_loadu_ps(even + w)));
        const __m512i high = _mm512_cvtepu16_epi32(_mm256_castps_si256(_mm256_loadu_ps(odd + w)));
        _mm512_storeu_si512(to + 2 * w, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
      }
    }
    return out;
  }
  MILLRACE_INLINE static void put(float* row, std::size_t v, Vec x) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(row + v * kLanes / 2),
                        reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(x)));
  }
};

}  // namespace
}  // namespace millrace::kernels
