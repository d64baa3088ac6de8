#include "metrics/downsample.h"

#include <cmath>
#include <numeric>

#include "base/check.h"

namespace millrace::metrics {
namespace {

struct Place {
  double x = 0, y = 0;
};

// The middle of a bucket's finite points; `otherwise` when it has none.
Place middle(std::span<const double> x, std::span<const double> y, std::size_t from, std::size_t to,
             Place otherwise) {
  Place sum;
  std::size_t count = 0;
  for (std::size_t i = from; i < to; ++i) {
    if (!std::isfinite(y[i])) continue;
    sum.x += x[i];
    sum.y += y[i];
    ++count;
  }
  const auto n = static_cast<double>(count);
  return count == 0 ? otherwise : Place{sum.x / n, sum.y / n};
}

}  // namespace

std::vector<std::size_t> downsample(std::span<const double> x, std::span<const double> y,
                                    std::size_t most) {
  CHECK(x.size() == y.size() && most >= 3);
  std::vector<std::size_t> picked;
  if (x.size() <= most) {
    picked.resize(x.size());
    std::iota(picked.begin(), picked.end(), std::size_t{0});
    return picked;
  }
  const std::size_t buckets = most - 2, inner = x.size() - 2;
  const auto begin_of = [&](std::size_t bucket) { return 1 + bucket * inner / buckets; };
  picked.push_back(0);
  Place left{x[0], std::isfinite(y[0]) ? y[0] : 0};
  for (std::size_t b = 0; b < buckets; ++b) {
    const std::size_t from = begin_of(b), to = begin_of(b + 1);
    const Place right = b + 1 < buckets
                            ? middle(x, y, to, begin_of(b + 2), left)
                            : Place{x.back(), std::isfinite(y.back()) ? y.back() : left.y};
    std::size_t best = from;
    double largest = -1;
    for (std::size_t i = from; i < to; ++i) {
      const double area = std::isfinite(y[i]) ? std::abs((left.x - right.x) * (y[i] - left.y) -
                                                         (left.x - x[i]) * (right.y - left.y))
                                              : HUGE_VAL;
      if (area > largest) {
        largest = area;
        best = i;
      }
    }
    picked.push_back(best);
    if (std::isfinite(y[best])) left = {x[best], y[best]};
  }
  picked.push_back(x.size() - 1);
  return picked;
}

}  // namespace millrace::metrics
