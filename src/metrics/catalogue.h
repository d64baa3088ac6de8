// Every resource metric there is, one row each: what sampling, storing, adding up, documentation
// and the console know of it. Constants; thread-safe.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::metrics {

enum class Unit {
  kPercent,
  kCores,
  kBytes,
  kBytesPerSecond,
  kCelsius,
  kWatts,
  kMegahertz,
  kRatio,
  kState
};
std::string_view word(Unit unit);  // "percent", "bytes/s", …

enum class MetricKind {
  kGauge,    // the sample is the value; over time: the mean of the samples
  kCounter,  // the sample only grows within an attempt; the value is its growth per second
};

// How the values of a job's instances or cards become one: use and rates are averaged, amounts
// summed.
enum class JobValue { kMean, kSum, kNone };

enum class Source { kInstance, kCard };

struct Metric {
  std::string_view name;
  std::string_view name_zh, name_en;
  Unit unit;
  MetricKind kind;
  Source source;
  JobValue job;
  double scale;          // value = sample (or growth per second) × scale
  std::string_view doc;
};

std::span<const Metric> all_metrics();
const Metric* find_metric(std::string_view name);
// All names known, none twice, at least one; kInvalid (field "names") lists the known ones
// otherwise. An empty list means all metrics.
Result<std::vector<const Metric*>> metrics_of(const std::vector<std::string>& names);

}  // namespace millrace::metrics
