#include <immintrin.h>

#include "kernels/minhash/op.h"

namespace millrace::kernels {
namespace {

constexpr std::size_t kWidth = 16;  // hashes a register

// Four registers of hashes stay where they are while all items pass.
template <std::size_t kRegisters>
void fold_lanes(const MinHashFold& args, Range items, std::size_t lane) {
  __m512i multiply[kRegisters], add[kRegisters], least[kRegisters];
  for (std::size_t r = 0; r < kRegisters; ++r) {
    multiply[r] = _mm512_loadu_si512(args.multiply + lane + r * kWidth);
    add[r] = _mm512_loadu_si512(args.add + lane + r * kWidth);
    least[r] = _mm512_loadu_si512(args.minima + lane + r * kWidth);
  }
  for (std::size_t i = items.begin; i < items.end; ++i) {
    const __m512i item = _mm512_set1_epi32(static_cast<int>(args.items[i]));
    for (std::size_t r = 0; r < kRegisters; ++r)
      least[r] = _mm512_min_epu32(least[r],
                                  _mm512_add_epi32(_mm512_mullo_epi32(item, multiply[r]), add[r]));
  }
  for (std::size_t r = 0; r < kRegisters; ++r)
    _mm512_storeu_si512(args.minima + lane + r * kWidth, least[r]);
}

void fold(const MinHashFold& args, Range items) {
  std::size_t lane = 0;
  for (; lane + 4 * kWidth <= args.lanes; lane += 4 * kWidth) fold_lanes<4>(args, items, lane);
  for (; lane < args.lanes; lane += kWidth) fold_lanes<1>(args, items, lane);
}

std::size_t equal(const std::uint8_t* a, const std::uint8_t* b, std::size_t size) {
  constexpr std::size_t kBytes = 64;
  std::size_t count = 0, i = 0;
  for (; i + kBytes <= size; i += kBytes) {
    const __mmask64 same =
        _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i));
    count += static_cast<std::size_t>(__builtin_popcountll(same));
  }
  for (; i < size; ++i) count += a[i] == b[i] ? 1U : 0U;
  return count;
}

}  // namespace

const MinHashKernels minhash_avx512 = {.fold = fold, .equal = equal};

}  // namespace millrace::kernels
