#include "metrics/levels.h"

#include <algorithm>

namespace millrace::metrics {
namespace {

std::optional<double> value_of(const Metric& metric, const store::MinuteRow& row) {
  if (metric.kind == MetricKind::kCounter) {
    if (row.span_ms == 0) return std::nullopt;
    return row.sum * 1'000 / static_cast<double>(row.span_ms) * metric.scale;
  }
  if (row.count == 0) return std::nullopt;
  return row.sum / static_cast<double>(row.count) * metric.scale;
}

// The mean or the sum, minute by minute, of those that have a value.
MinuteValues combine(const Metric& metric, const std::vector<const MinuteValues*>& parts,
                     std::size_t minutes) {
  MinuteValues combined(minutes);
  for (std::size_t m = 0; m < minutes; ++m) {
    double sum = 0;
    int count = 0;
    for (const MinuteValues* part : parts) {
      if (!(*part)[m]) continue;
      sum += *(*part)[m];
      ++count;
    }
    if (count > 0) combined[m] = metric.job == JobValue::kMean ? sum / count : sum;
  }
  return combined;
}

}  // namespace

Result<std::map<Level, MinuteValues>> minute_values(store::SeriesReader& reader,
                                                    const std::string& subject,
                                                    const Metric& metric, std::int64_t minute_from,
                                                    std::int64_t minute_to) {
  std::map<Level, MinuteValues> levels;
  const auto minutes = static_cast<std::size_t>(std::max<std::int64_t>(0, minute_to - minute_from));
  TRY_ASSIGN(const auto series, reader.series(subject, std::string(metric.name)));
  for (const store::SeriesRow& s : series) {
    const bool measured =
        s.key.instance >= 0 && (s.key.card >= 0) == (metric.source == Source::kCard);
    if (!measured) continue;
    MinuteValues& values =
        levels.emplace(Level{s.key.instance, s.key.card}, MinuteValues(minutes)).first->second;
    TRY_ASSIGN(const auto rows, reader.minutes(s.id, minute_from, minute_to));
    for (const store::MinuteRow& row : rows)
      values[static_cast<std::size_t>(row.minute - minute_from)] = value_of(metric, row);
  }
  if (metric.job == JobValue::kNone) return levels;

  std::vector<const MinuteValues*> all;
  std::map<std::int64_t, std::vector<const MinuteValues*>> of_instance;
  for (const auto& [level, values] : levels) {
    all.push_back(&values);
    of_instance[level.instance].push_back(&values);
  }
  std::map<Level, MinuteValues> above;
  if (metric.source == Source::kCard)
    for (const auto& [instance, parts] : of_instance)
      above[{instance, -1}] = combine(metric, parts, minutes);
  if (!all.empty()) above[{-1, -1}] = combine(metric, all, minutes);
  levels.merge(above);
  return levels;
}

void Bucket::add(double v) {
  min = count == 0 ? v : std::min(min, v);
  max = count == 0 ? v : std::max(max, v);
  sum += v;
  last = v;
  ++count;
  sketch.add(v);
}

void Bucket::merge(const Bucket& later) {
  if (later.count == 0) return;
  min = count == 0 ? later.min : std::min(min, later.min);
  max = count == 0 ? later.max : std::max(max, later.max);
  sum += later.sum;
  last = later.last;
  count += later.count;
  sketch.merge(later.sketch);
}

Result<Bucket> bucket_of(const store::RollupRow& row) {
  Bucket bucket{row.sum, row.min, row.max, row.last, row.count, {}};
  TRY_ASSIGN(bucket.sketch, Sketch::decode(row.sketch));
  return bucket;
}

store::RollupRow row_of(std::int64_t index, const Bucket& b) {
  return {index, b.sum, b.count, b.min, b.max, b.last, b.sketch.encode()};
}

}  // namespace millrace::metrics
