// Philox over lanes: one counter to a lane, four columns to a counter. Included by avx2.cc and
// avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

// Ten rounds on the counters in c, all with the same key.
MILLRACE_INLINE void philox(Ints (&c)[4], std::uint64_t seed) {
  auto key0 = static_cast<std::uint32_t>(seed);
  auto key1 = static_cast<std::uint32_t>(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    Ints high0, low0, high1, low1;
    multiply(c[0], 0xD2511F53U, high0, low0);
    multiply(c[2], 0xCD9E8D57U, high1, low1);
    c[0] = exclusive_or(exclusive_or(high1, c[1]), spread(key0));
    c[1] = low1;
    c[2] = exclusive_or(exclusive_or(high0, c[3]), spread(key1));
    c[3] = low0;
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
}

template <typename T>
void apply_rows(const Dropout& args, Range rows) {
  const auto threshold = static_cast<std::uint32_t>(static_cast<double>(args.probability) * 0x1p32);
  const float scale = 1.0F / (1.0F - args.probability);
  for (std::size_t r = rows.begin; r < rows.end; ++r) {
    const T* x = as<T>(args.x) + r * args.x_stride;
    T* y = as<T>(args.y) + r * args.y_stride;
    for (std::size_t c = 0; c < args.cols; c += 4 * kLanes) {
      const auto first = static_cast<std::uint32_t>(c / 4) | (args.site << 16);
      Ints coins[4] = {spread(args.examples[r]), spread(args.positions[r]), spread(args.step),
                       counters_from(first)};
      philox(coins, args.seed);
      into_columns(coins);
      for (std::size_t v = 0; v < 4 && c + v * kLanes < args.cols; ++v) {
        const std::size_t at = c + v * kLanes;
        const auto step = [&](auto lanes) {
          store(y + at, keep(coins[v], threshold, scale, load(x + at, lanes)), lanes);
        };
        if (args.cols - at >= kLanes)
          step(Whole{});
        else
          step(first_lanes(args.cols - at));
      }
    }
  }
}

void apply(const Dropout& args, Range rows) {
  with_type(args.type, [&](auto element) { apply_rows<decltype(element)>(args, rows); });
}

}  // namespace
}  // namespace millrace::kernels
