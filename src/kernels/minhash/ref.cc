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

}  // namespace

const MinHashKernels minhash_ref = {.fold = fold};

}  // namespace millrace::kernels
