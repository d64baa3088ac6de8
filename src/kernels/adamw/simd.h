// AdamW over lanes. Included by avx2.cc and avx512.cc alone.
#pragma once

namespace millrace::kernels {
namespace {

template <typename T, typename Copy>
void step_elements(const Adamw& args, Range elements, const Copy& copy) {
  const Vec rate = fill(args.learning_rate / args.correction1);
  const Vec inv_correction2 = fill(1.0F / args.correction2);
  const Vec keep = fill(1.0F - args.learning_rate * args.weight_decay);
  const Vec rest1 = fill(1.0F - args.beta1);
  const Vec rest2 = fill(1.0F - args.beta2);
  const T* gradient = as<T>(args.gradient) + elements.begin;
  float* weight = args.weight + elements.begin;
  float* m = args.m + elements.begin;
  float* v = args.v + elements.begin;
  sweep(elements.end - elements.begin, [&](std::size_t i, auto lanes) {
    const Vec g = load(gradient + i, lanes) * fill(args.gradient_scale);
    const Vec next_m = fma(fill(args.beta1), load(m + i, lanes), rest1 * g);
    const Vec next_v = fma(fill(args.beta2), load(v + i, lanes), rest2 * g * g);
    store(m + i, next_m, lanes);
    store(v + i, next_v, lanes);
    const Vec divisor = sqrt(next_v * inv_correction2) + fill(args.eps);
    const Vec next = fnma(rate, next_m / divisor, load(weight + i, lanes) * keep);
    store(weight + i, next, lanes);
    copy(elements.begin + i, next, lanes);
  });
}

void step(const Adamw& args, Range elements) {
  with_type(args.gradient_type, [&](auto element) {
    using T = decltype(element);
    if (args.copy == nullptr) {
      step_elements<T>(args, elements, [](std::size_t, Vec, auto) {});
    } else {
      step_elements<T>(args, elements, [&](std::size_t i, Vec next, auto lanes) {
        store(args.copy + i, next, lanes);
      });
    }
  });
}

// In runs short enough for fp32 sums in each lane; the runs are added in double.
double sum_of_squares(Dtype type, const void* x, std::size_t n) {
  constexpr std::size_t kRun = 4096;
  double total = 0;
  with_type(type, [&](auto element) {
    using T = decltype(element);
    for (std::size_t at = 0; at < n; at += kRun) {
      const T* run = as<T>(x) + at;
      Vec sums[4] = {zeros(), zeros(), zeros(), zeros()};
      sweep(n - at < kRun ? n - at : kRun, [&](std::size_t i, auto lanes) {
        const Vec value = load(run + i, lanes);
        Vec& lane_sum = sums[i / kLanes % 4];
        lane_sum = fma(value, value, lane_sum);
      });
      total += static_cast<double>(sum((sums[0] + sums[1]) + (sums[2] + sums[3])));
    }
  });
  return total;
}

}  // namespace
}  // namespace millrace::kernels
