// Cross-entropy over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

template <typename T>
MILLRACE_INLINE float value_of(const T* p) {
  return sum(load(p, first_lanes(1)));
}

struct Sum {
  float top;    // the highest logit
  float total;  // of exp(logit - top)
  MILLRACE_INLINE float lse() const { return top + log_of(total); }
};

// keep(i, share, lanes) sees each exponential as it is made.
template <typename T, typename Keep>
MILLRACE_INLINE Sum sum_exponentials(const T* logits, std::size_t vocab, const Keep& keep) {
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
    keep(i, share, lanes);
  });
  return {top, sum((sums[0] + sums[1]) + (sums[2] + sums[3]))};
}

// The loss of one row, and the gradient where the caller wants it.
template <typename T, typename G>
MILLRACE_INLINE float run_row(const T* logits, G* gradient, const CrossEntropy& args,
                              std::size_t label, float& lse) {
  const std::size_t vocab = args.vocab;
  const float at_label = value_of(logits + label);
  // Over fp32 logits, exponentials may wait for their sum in the place of the logits: one exp each,
  // not two.
  T* waiting = sizeof(T) == sizeof(float) && static_cast<const void*>(gradient) == logits
                   ? const_cast<T*>(logits)
                   : nullptr;
  const Sum all = sum_exponentials(logits, vocab, [&](std::size_t i, Vec share, auto lanes) {
    if (waiting != nullptr) store(waiting + i, share, lanes);
  });
  lse = all.lse();
  if (gradient == nullptr) return lse - at_label;
  // Ascending, so that a narrower gradient may lie over what it is made from.
  if (waiting != nullptr) {
    const Vec factor = fill(args.scale / all.total);
    sweep(vocab, [&](std::size_t i, auto lanes) {
      store(gradient + i, load(waiting + i, lanes) * factor, lanes);
    });
  } else {
    sweep(vocab, [&](std::size_t i, auto lanes) {
      const Vec share = exp(load(logits + i, lanes) - fill(lse));
      store(gradient + i, share * fill(args.scale), lanes);
    });
  }
  const Vec share = exp(fill(at_label - lse));
  store(gradient + label, (share - fill(1.0F)) * fill(args.scale), first_lanes(1));
  return lse - at_label;
}

template <typename T, typename G>
void run_rows(const CrossEntropy& args, Range rows) {
  for (std::size_t r = rows.begin; r < rows.end; ++r) {
    const T* logits = as<T>(args.logits) + r * args.stride;
    G* gradient =
        args.gradient == nullptr ? nullptr : as<G>(args.gradient) + r * args.gradient_stride;
    float lse = 0;
    if (args.labels[r] >= 0) {
      const auto label = static_cast<std::size_t>(args.labels[r]);
      args.loss[r] = run_row(logits, gradient, args, label, lse);
    } else {
      args.loss[r] = 0;
      if (args.lse != nullptr) {
        lse = sum_exponentials(logits, args.vocab, [](std::size_t, Vec, auto) {}).lse();
      }
      if (gradient != nullptr) {
        sweep(args.vocab, [&](std::size_t i, auto lanes) { store(gradient + i, zeros(), lanes); });
      }
    }
    if (args.lse != nullptr) args.lse[r] = lse;
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
