#include <immintrin.h>

#include "kernels/minhash/op.h"

namespace millrace::kernels {
namespace {

constexpr std::size_t kWidth = 8;  // hashes a register

__m256i load(const std::uint32_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

// Four registers of hashes stay where they are while all items pass.
template <std::size_t kRegisters>
void fold_lanes(const MinHashFold& args, Range items, std::size_t lane) {
  __m256i multiply[kRegisters], add[kRegisters], least[kRegisters];
  for (std::size_t r = 0; r < kRegisters; ++r) {
    multiply[r] = load(args.multiply + lane + r * kWidth);
    add[r] = load(args.add + lane + r * kWidth);
    least[r] = load(args.minima + lane + r * kWidth);
  }
  for (std::size_t i = items.begin; i < items.end; ++i) {
    const __m256i item = _mm256_set1_epi32(static_cast<int>(args.items[i]));
    for (std::size_t r = 0; r < kRegisters; ++r)
      least[r] = _mm256_min_epu32(least[r],
                                  _mm256_add_epi32(_mm256_mullo_epi32(item, multiply[r]), add[r]));
  }
  for (std::size_t r = 0; r < kRegisters; ++r)
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(args.minima + lane + r * kWidth), least[r]);
}

void fold(const MinHashFold& args, Range items) {
  std::size_t lane = 0;
  for (; lane + 4 * kWidth <= args.lanes; lane += 4 * kWidth) fold_lanes<4>(args, items, lane);
  for (; lane < args.lanes; lane += kWidth) fold_lanes<1>(args, items, lane);
}

std::size_t equal(const std::uint8_t* a, const std::uint8_t* b, std::size_t size) {
  constexpr std::size_t kBytes = 32;
  std::size_t count = 0, i = 0;
  for (; i + kBytes <= size; i += kBytes) {
    const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a + i));
    const __m256i second = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b + i));
    const int mask = _mm256_movemask_epi8(_mm256_cmpeq_epi8(first, second));
    count += static_cast<std::size_t>(__builtin_popcount(static_cast<unsigned>(mask)));
  }
  for (; i < size; ++i) count += a[i] == b[i] ? 1U : 0U;
  return count;
}

}  // namespace

const MinHashKernels minhash_avx2 = {.fold = fold, .equal = equal};

}  // namespace millrace::kernels
