// Cross-entropy over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

template <typename T>
MILLRACE_INLINE float value_of(const T* p) {
  return sum(load(p, first_lanes(1)));
}

template <typename T>
MILLRACE_INLINE float log_sum_exp(const T* logits, std::size_t vocab) {
  const Vec lowest = fill(-__builtin_inff());
  Vec most = lowest;
  sweep(vocab, [&](std::size_t i, auto lanes) {
    most = max(covered(load(logits + i, lanes), lowest, lanes), most);
  });
  const float top = highest(most);
  Vec sums[4] = {zeros(), zeros(), zeros(), zeros()};
  sweep(vocab, [&](std::size_t i, auto lanes) {
    Vec& lane_sum = sums[i / kLanes % 4];
    const Vec share = exp(load(logits + i, lanes) - fill(top));
    lane_sum = lane_sum + covered(share, zeros(), lanes);
  });
  return top + log_of(sum((sums[0] + sums[1]) + (sums[2] + sums[3])));
}

// Ascending, so that a narrower gradient may lie over the logits it is made from.
template <typename T, typename G>
MILLRACE_INLINE void write_gradient(const T* logits, G* gradient, std::size_t vocab,
                                    std::size_t label, float lse, float scale) {
  const Vec at_label = exp(fill(value_of(logits + label) - lse));
  sweep(vocab, [&](std::size_t i, auto lanes) {
    store(gradient + i, exp(load(logits + i, lanes) - fill(lse)) * fill(scale), lanes);
  });
  store(gradient + label, (at_label - fill(1.0F)) * fill(scale), first_lanes(1));
}

template <typename T, typename G>
void run_rows(const CrossEntropy& args, Range rows) {
  for (std::size_t r = rows.begin; r < rows.end; ++r) {
    const T* logits = as<T>(args.logits) + r * args.stride;
    G* gradient =
        args.gradient == nullptr ? nullptr : as<G>(args.gradient) + r * args.gradient_stride;
    const bool counted = args.labels[r] >= 0;
    float lse = 0;
    if (counted || args.lse != nullptr) lse = log_sum_exp(logits, args.vocab);
    if (args.lse != nullptr) args.lse[r] = lse;
    if (!counted) {
      args.loss[r] = 0;
      if (gradient == nullptr) continue;
      sweep(args.vocab, [&](std::size_t i, auto lanes) { store(gradient + i, zeros(), lanes); });
      continue;
    }
    const auto label = static_cast<std::size_t>(args.labels[r]);
    args.loss[r] = lse - value_of(logits + label);
    if (gradient != nullptr) write_gradient(logits, gradient, args.vocab, label, lse, args.scale);
  }
}

void run(const CrossEntropy& args, Range rows) {
  with_type(args.type, [&](auto element) {
    with_type(args.gradient_type,
              [&](auto gradient) { run_rows<decltype(element), decltype(gradient)>(args, rows); });
  });
}

}  // namespace
}  // namespace millrace::kernels
