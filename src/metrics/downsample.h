// Fewer points that look the same: Largest-Triangle-Three-Buckets (Steinarsson, "Downsampling Time
// Series for Visual Representation", 2013). Pure function.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace millrace::metrics {

// Indexes of at most `most` ≥ 3 of the points, in order, first and last among them. A value that is
// not finite wins its bucket: that a loss became NaN must be seen. `x` grows; both spans are of one
// length.
std::vector<std::size_t> downsample(std::span<const double> x, std::span<const double> y,
                                    std::size_t most);

}  // namespace millrace::metrics
