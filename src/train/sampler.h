// Which examples are in which step: a function of seed, sizes and step number, so that there is no
// state to lose and every process knows the whole batch. One thread (it keeps the last epoch).
#pragma once
#include <cstdint>
#include <vector>

namespace millrace::train {

class Sampler {
 public:
  struct Options {
    std::size_t examples = 0;      // at least 1
    std::size_t global_batch = 1;  // the last batch of an epoch may be smaller
    double epochs = 1;
    std::int64_t max_steps = 0;  // 0: as epochs says
    std::uint64_t seed = 0;
  };
  explicit Sampler(Options options);

  std::int64_t steps_per_epoch() const { return steps_per_epoch_; }
  std::int64_t total_steps() const { return total_steps_; }
  double epoch_after(std::int64_t steps) const;
  std::vector<std::size_t> batch(std::int64_t step);  // from 0

 private:
  Options options_;
  std::int64_t steps_per_epoch_;
  std::int64_t total_steps_;
  std::int64_t epoch_ = -1;  // that `order_` is of
  std::vector<std::size_t> order_{};
};

// 0 … count-1 in an order that follows from seed and epoch.
std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed, std::uint64_t epoch);

// The examples kept apart for evaluation, and the others; both in order. A share above zero keeps
// at least one apart and leaves at least one.
struct Split {
  std::vector<std::size_t> train, eval;
};
Split split(std::size_t count, double share, std::uint64_t seed);

}  // namespace millrace::train
