#include "train/counter_random.h"

namespace millrace::train {
namespace {

std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

std::uint64_t random_bits(std::uint64_t seed, Draw what, std::initializer_list<std::uint64_t> at) {
  std::uint64_t state = mix(seed) ^ static_cast<std::uint64_t>(what);
  for (const std::uint64_t word : at) state = mix(state) ^ word;
  return mix(state);
}

}  // namespace millrace::train
