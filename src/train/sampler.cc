#include "train/sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "train/counter_random.h"

namespace millrace::train {
namespace {

std::vector<std::size_t> shuffled_for(std::size_t count, std::uint64_t seed, Draw what,
                                      std::uint64_t epoch) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Fisher-Yates; the bias of the remainder is below 2^-32 for as many examples as fit in memory.
  for (std::size_t i = count; i > 1; --i)
    std::swap(order[i - 1], order[random_bits(seed, what, {epoch, i}) % i]);
  return order;
}

}  // namespace

std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed, std::uint64_t epoch) {
  return shuffled_for(count, seed, Draw::kShuffle, epoch);
}

Split split(std::size_t count, double share, std::uint64_t seed) {
  Split out;
  auto order = shuffled_for(count, seed, Draw::kEvalSplit, 0);
  std::size_t kept = 0;
  if (share > 0 && count > 1)
    kept = std::clamp<std::size_t>(
        static_cast<std::size_t>(std::llround(share * static_cast<double>(count))), 1, count - 1);
  const auto border = order.begin() + static_cast<std::ptrdiff_t>(kept);
  out.eval.assign(order.begin(), border);
  out.train.assign(border, order.end());
  std::sort(out.eval.begin(), out.eval.end());
  std::sort(out.train.begin(), out.train.end());
  return out;
}

Sampler::Sampler(Options options) : options_(options) {
  CHECK(options.examples > 0 && options.global_batch > 0);
  steps_per_epoch_ = static_cast<std::int64_t>((options.examples + options.global_batch - 1) /
                                               options.global_batch);
  total_steps_ = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(
             std::ceil(options.epochs * static_cast<double>(steps_per_epoch_) - 1e-9)));
  if (options.max_steps > 0) total_steps_ = options.max_steps;
}

double Sampler::epoch_after(std::int64_t steps) const {
  return static_cast<double>(steps) / static_cast<double>(steps_per_epoch_);
}

std::vector<std::size_t> Sampler::batch(std::int64_t step) {
  const std::int64_t epoch = step / steps_per_epoch_;
  if (epoch != epoch_) {
    order_ = shuffled(options_.examples, options_.seed, static_cast<std::uint64_t>(epoch));
    epoch_ = epoch;
  }
  const std::size_t begin =
      static_cast<std::size_t>(step % steps_per_epoch_) * options_.global_batch;
  const std::size_t end = std::min(begin + options_.global_batch, options_.examples);
  return {order_.begin() + static_cast<std::ptrdiff_t>(begin),
          order_.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace millrace::train
