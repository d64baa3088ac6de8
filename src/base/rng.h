// Randomness is passed in.
#pragma once
#include <cstdint>
#include <span>

namespace millrace::base {

class Rng {
 public:
  virtual ~Rng() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
  std::uint64_t next();
  // Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
};

Rng& system_rng();  // getrandom(2): fit for secrets; thread-safe

// SplitMix64 (Steele et al., OOPSLA 2014): repeatable, for simulations and tests. Not thread-safe.
class SeededRng final : public Rng {
 public:
  explicit SeededRng(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_;
};

}  // namespace millrace::base

namespace millrace {
using base::Rng;
}
