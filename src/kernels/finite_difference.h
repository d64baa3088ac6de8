// Derivatives by central differences in double, which backward kernels are held against.
#pragma once
#include <vector>

#include "kernels/testing.h"

namespace millrace::kernels {

inline std::vector<double> doubles(const Buffer& x) {
  const std::vector<float> floats = x.floats();
  return {floats.begin(), floats.end()};
}

// d loss / d x[i] for each i.
template <typename Loss>
std::vector<float> finite_difference(std::vector<double> x, const Loss& loss) {
  constexpr double kStep = 1e-5;
  std::vector<float> slope(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double here = x[i];
    x[i] = here + kStep;
    const double above = loss(x);
    x[i] = here - kStep;
    const double below = loss(x);
    x[i] = here;
    slope[i] = static_cast<float>((above - below) / (2 * kStep));
  }
  return slope;
}

}  // namespace millrace::kernels
