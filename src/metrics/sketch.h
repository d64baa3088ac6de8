// Quantiles of many values in little space, mergeable without loss: DDSketch (Masson, Rim, Lee,
// "DDSketch: A fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB
// 2019). A quantile is within kRelativeError of the value at that rank, as long as no more than
// kMaxBins powers are in use: 1e-9 … 1e+8 and wider; beyond that the values nearest to zero lose
// precision first. A value; no locking.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::metrics {

class Sketch {
 public:
  static constexpr double kRelativeError = 0.01;
  static constexpr std::size_t kMaxBins = 2'048;  // of each sign

  void add(double value);  // finite; others are not counted
  void merge(const Sketch& other);
  std::uint64_t count() const { return count_; }
  // The value at rank ⌊q (count − 1)⌋, 0 ≤ q ≤ 1; 0 when empty.
  double quantile(double q) const;

  std::string encode() const;  // text, a few bytes a bin
  static Result<Sketch> decode(std::string_view text);
  bool operator==(const Sketch&) const = default;

 private:
  using Bins = std::map<std::int32_t, std::uint64_t>;
  static void collapse(Bins& bins);

  Bins positive_, negative_;  // by ⌈log_γ |value|⌉
  std::uint64_t zero_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace millrace::metrics
