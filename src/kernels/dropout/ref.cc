#include "kernels/dropout/op.h"

#include <array>

#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

using Block = std::array<std::uint32_t, 4>;

// Philox 4x32-10 (Salmon and others, 2011).
Block philox(Block counter, std::uint64_t seed) {
  auto key0 = static_cast<std::uint32_t>(seed);
  auto key1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53U} * counter[0];
    const std::uint64_t second = std::uint64_t{0xCD9E8D57U} * counter[2];
    counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key0,
               static_cast<std::uint32_t>(second),
               static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key1,
               static_cast<std::uint32_t>(first)};
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  return counter;
}

template <typename T>
void apply_rows(const Dropout& args, Range rows) {
  const auto threshold = static_cast<std::uint32_t>(static_cast<double>(args.probability) * 0x1p32);
  const float scale = 1.0F / (1.0F - args.probability);
  for (std::size_t r = rows.begin; r < rows.end; ++r) {
    const T* x = as<T>(args.x) + r * args.x_stride;
    T* y = as<T>(args.y) + r * args.y_stride;
    for (std::size_t c = 0; c < args.cols; c += 4) {
      const auto where = static_cast<std::uint32_t>(c / 4) | (args.site << 16);
      const Block coins =
          philox({args.examples[r], args.positions[r], args.step, where}, args.seed);
      for (std::size_t i = 0; i < 4 && c + i < args.cols; ++i) {
        const bool kept = coins[i] >= threshold;
        y[c + i] = from_float<T>(kept ? to_float(x[c + i]) * scale : 0.0F);
      }
    }
  }
}

void apply(const Dropout& args, Range rows) {
  with_type(args.type, [&](auto element) { apply_rows<decltype(element)>(args, rows); });
}

}  // namespace

const DropoutKernels dropout_ref = {.apply = apply};

}  // namespace millrace::kernels
