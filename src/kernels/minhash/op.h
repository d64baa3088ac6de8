// Minima of many hashes of a set at once: what MinHash is made of. Pure on its arguments.
#pragma once
#include "kernels/types.h"

namespace millrace::kernels {

struct MinHashFold {
  const std::uint32_t* items = nullptr;     // hashes of the members, in any order, repeated or not
  const std::uint32_t* multiply = nullptr;  // [lanes], odd
  const std::uint32_t* add = nullptr;       // [lanes]
  std::size_t lanes = 0;                    // a multiple of 16
  std::uint32_t* minima = nullptr;          // [lanes]; starts at UINT32_MAX, or where a fold ended
};

struct MinHashKernels {
  // minima[l] = min(minima[l], items[i] * multiply[l] + add[l]), modulo 2^32, over the items.
  void (*fold)(const MinHashFold& args, Range items);
  // In how many places two signatures of bytes are equal.
  std::size_t (*equal)(const std::uint8_t* a, const std::uint8_t* b, std::size_t size);
};

const MinHashKernels& minhash(Isa isa);
const MinHashKernels& minhash();

extern const MinHashKernels minhash_ref;
extern const MinHashKernels minhash_avx2;
extern const MinHashKernels minhash_avx512;

}  // namespace millrace::kernels
