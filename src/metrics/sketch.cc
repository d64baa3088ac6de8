#include "metrics/sketch.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <iterator>

#include "base/strings.h"

namespace millrace::metrics {
namespace {

constexpr double kGamma = (1 + Sketch::kRelativeError) / (1 - Sketch::kRelativeError);
constexpr double kSmallest = 1e-300;  // below: zero
constexpr std::int32_t kLargestIndex = 40'000;  // |log_γ| of any double is below 36,000
const double kLogGamma = std::log(kGamma);

std::int32_t index_of(double magnitude) {
  return static_cast<std::int32_t>(std::ceil(std::log(magnitude) / kLogGamma));
}
double value_at(std::int32_t index) { return 2 * std::exp(index * kLogGamma) / (kGamma + 1); }

template <class Bins>
void encode_bins(const Bins& bins, std::string& out) {
  for (const auto& [index, count] : bins)
    fmt::format_to(std::back_inserter(out), "{}:{},", index, count);
}

template <class T>
bool number(std::string_view text, T& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

template <class Bins>
bool decode_bins(std::string_view text, Bins& bins, std::uint64_t& count) {
  for (const std::string_view bin : base::split(text, ',')) {
    if (bin.empty()) continue;
    const auto parts = base::split(bin, ':');
    std::int32_t index = 0;
    std::uint64_t n = 0;
    if (parts.size() != 2 || !number(parts[0], index) || !number(parts[1], n)) return false;
    if (index > kLargestIndex || index < -kLargestIndex || n == 0 || n > (std::uint64_t{1} << 48))
      return false;
    bins[index] += n;
    count += n;
  }
  return bins.size() <= Sketch::kMaxBins;
}

}  // namespace

void Sketch::collapse(Bins& bins) {
  while (bins.size() > kMaxBins) {
    const std::uint64_t lowest = bins.begin()->second;
    bins.erase(bins.begin());
    bins.begin()->second += lowest;
  }
}

void Sketch::add(double value) {
  if (!std::isfinite(value)) return;
  ++count_;
  const double magnitude = std::abs(value);
  if (magnitude < kSmallest) {
    ++zero_;
    return;
  }
  Bins& bins = value > 0 ? positive_ : negative_;
  ++bins[index_of(magnitude)];
  collapse(bins);
}

void Sketch::merge(const Sketch& other) {
  for (const auto& [index, count] : other.positive_) positive_[index] += count;
  for (const auto& [index, count] : other.negative_) negative_[index] += count;
  zero_ += other.zero_;
  count_ += other.count_;
  collapse(positive_);
  collapse(negative_);
}

double Sketch::quantile(double q) const {
  if (count_ == 0) return 0;
  const auto rank = static_cast<std::uint64_t>(q * static_cast<double>(count_ - 1));
  std::uint64_t below = 0;
  for (auto bin = negative_.rbegin(); bin != negative_.rend(); ++bin) {
    below += bin->second;
    if (below > rank) return -value_at(bin->first);
  }
  below += zero_;
  if (below > rank) return 0;
  for (const auto& [index, count] : positive_) {
    below += count;
    if (below > rank) return value_at(index);
  }
  return value_at(positive_.rbegin()->first);
}

std::string Sketch::encode() const {
  std::string text;
  encode_bins(negative_, text);
  fmt::format_to(std::back_inserter(text), ";{};", zero_);
  encode_bins(positive_, text);
  return text;
}

Result<Sketch> Sketch::decode(std::string_view text) {
  const auto parts = base::split(text, ';');
  Sketch sketch;
  if (parts.size() != 3 || !number(parts[1], sketch.zero_) ||
      sketch.zero_ > (std::uint64_t{1} << 48) ||
      !decode_bins(parts[0], sketch.negative_, sketch.count_) ||
      !decode_bins(parts[2], sketch.positive_, sketch.count_))
    return fail(ErrorCode::kCorrupt, "a stored sketch cannot be read");
  sketch.count_ += sketch.zero_;
  return sketch;
}

}  // namespace millrace::metrics
