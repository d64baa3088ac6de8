// Putting examples into rows without padding. Pure; the result depends on lengths and order only.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace millrace::train {

// Indexes into `lengths`, one list a row; no row is longer than `capacity` unless a single example
// is. First fit, longest first, ties in order.
std::vector<std::vector<std::size_t>> pack(std::span<const std::int64_t> lengths,
                                           std::int64_t capacity);

// Which of `parts` each index goes to, so that their sums are near: longest first to the lightest.
std::vector<std::vector<std::size_t>> share_out(std::span<const std::int64_t> lengths,
                                                std::size_t parts);

}  // namespace millrace::train
