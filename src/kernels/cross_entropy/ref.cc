#include <algorithm>

#include "kernels/cross_entropy/op.h"
#include "kernels/scalar.h"

namespace millrace::kernels {
namespace {

template <typename T>
float log_sum_exp(const T* logits, std::size_t vocab) {
  float highest = to_float(logits[0]);
  for (std::size_t i = 1; i < vocab; ++i) highest = std::max(highest, to_float(logits[i]));
  double sum = 0;
  for (std::size_t i = 0; i < vocab; ++i) sum += std::exp(to_float(logits[i]) - highest);
  return highest + static_cast<float>(std::log(sum));
}

// Ascending, so that a narrower gradient may lie over the logits it is made from.
template <typename T, typename G>
void write_gradient(const T* logits, G* gradient, std::size_t vocab, std::size_t label, float lse,
                    float scale) {
  const float target = (std::exp(to_float(logits[label]) - lse) - 1.0F) * scale;
  for (std::size_t i = 0; i < vocab; ++i) {
    gradient[i] = from_float<G>(std::exp(to_float(logits[i]) - lse) * scale);
  }
  gradient[label] = from_float<G>(target);
}

template <typename T, typename G>
void run_rows(const CrossEntropy& args, Range rows) {
  for (std::size_t r = rows.begin; r < rows.end; ++r) {
    const T* logits = as<T>(args.logits) + r * args.stride;
    G* gradient =
        args.gradient == nullptr ? nullptr : as<G>(args.gradient) + r * args.gradient_stride;
    const bool counted = args.labels[r] >= 0;
    const float lse = counted || args.lse != nullptr ? log_sum_exp(logits, args.vocab) : 0.0F;
    if (args.lse != nullptr) args.lse[r] = lse;
    if (!counted) {
      args.loss[r] = 0;
      if (gradient != nullptr) std::fill_n(gradient, args.vocab, from_float<G>(0.0F));
      continue;
    }
    const auto label = static_cast<std::size_t>(args.labels[r]);
    args.loss[r] = lse - to_float(logits[label]);
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

const CrossEntropyKernels cross_entropy_ref = {.run = run};

}  // namespace millrace::kernels
