#include <cmath>
#include <numbers>

#include "crypto/hash.h"
#include "kernels/cast/op.h"
#include "model/weights.h"

namespace millrace::model {
namespace {

// Doubles in (0, 1), 53 bits each.
class Uniform {
 public:
  explicit Uniform(std::uint64_t seed) : rng_(seed) {}
  double next() { return (static_cast<double>(rng_.next() >> 11) + 0.5) * 0x1p-53; }

 private:
  base::SeededRng rng_;
};

// Every tensor has its own stream, so that none depends on the order of the others.
std::uint64_t seed_of(std::uint64_t seed, const std::string& name) {
  const std::string hash = crypto::sha256_hex(std::to_string(seed) + " " + name);
  return std::stoull(hash.substr(0, 16), nullptr, 16);
}

}  // namespace

void fill_uniform(std::span<float> values, double bound, std::uint64_t seed) {
  Uniform uniform(seed);
  for (float& value : values) value = static_cast<float>((2 * uniform.next() - 1) * bound);
}

Fill fill_random(const modelfile::Descriptor& descriptor, std::uint64_t seed) {
  const double deviation = descriptor.initializer_range;
  return [deviation, seed](const modelfile::TensorShape& shape, const Tensor& to) -> Result<void> {
    std::vector<float> values(static_cast<std::size_t>(shape.elements()));
    const bool bias = shape.name.ends_with(".bias");
    if (shape.shape.size() == 1) {
      for (float& value : values) value = bias ? 0.0F : 1.0F;
    } else {
      Uniform uniform(seed_of(seed, shape.name));
      for (std::size_t i = 0; i < values.size(); i += 2) {
        const double radius = deviation * std::sqrt(-2 * std::log(uniform.next()));
        const double angle = 2 * std::numbers::pi * uniform.next();
        values[i] = static_cast<float>(radius * std::cos(angle));
        if (i + 1 < values.size()) values[i + 1] = static_cast<float>(radius * std::sin(angle));
      }
    }
    kernels::cast().convert(Dtype::kF32, values.data(), to.dtype, to.data, values.size());
    return {};
  };
}

}  // namespace millrace::model
