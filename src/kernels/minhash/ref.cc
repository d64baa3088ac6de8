#include "kernels/minhash/op.h"

namespace millrace::kernels {
namespace {

void fold(const MinHashFold& args, Range items) {
  for (std::size_t l = 0; l < args.lanes; ++l) {
    std::uint32_t least = args.minima[l];
    for (std::size_t i = items.begin; i < items.end; ++i) {
      const std::uint32_t hash = args.items[i] * args.multiply[l] + args.add[l];
      least = hash < least ? hash : least;
    }
    args.minima[l] = least;
  }
}

std::size_t equal(const std::uint8_t* a, const std::uint8_t* b, std::size_t size) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < size; ++i) count += a[i] == b[i] ? 1U : 0U;
  return count;
}

}  // namespace

const MinHashKernels minhash_ref = {.fold = fold, .equal = equal};

}  // namespace millrace::kernels
