#include "metrics/rollup.h"

#include <algorithm>

namespace millrace::metrics {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
// How far back the first roll-up of a file looks.
constexpr std::int64_t kHoursKept = std::int64_t{7} * 24;
constexpr const char* kNextHour = "next_hour";

using store::Rollup;

// The stored rows of every level.
Result<std::map<Level, Buckets>> stored(store::SeriesReader& reader, const std::string& subject,
                                        const Metric& metric, Rollup size, std::int64_t from,
                                        std::int64_t to) {
  std::map<Level, Buckets> levels;
  TRY_ASSIGN(const auto series, reader.series(subject, std::string(metric.name)));
  for (const store::SeriesRow& s : series) {
    TRY_ASSIGN(const auto rows, reader.rollups(size, s.id, from, to));
    for (const store::RollupRow& row : rows) {
      TRY_ASSIGN(Bucket bucket, bucket_of(row));
      levels[{s.key.instance, s.key.card}].emplace(row.bucket, std::move(bucket));
    }
  }
  return levels;
}

// Adds hours made from the 1-minute rows.
Result<void> add_from_minutes(store::SeriesReader& reader, const std::string& subject,
                              const Metric& metric, std::int64_t hour_from, std::int64_t hour_to,
                              std::map<Level, Buckets>& levels) {
  if (hour_from >= hour_to) return {};
  const std::int64_t first = hour_from * 60;
  TRY_ASSIGN(const auto values, minute_values(reader, subject, metric, first, hour_to * 60));
  for (const auto& [level, minutes] : values) {
    Buckets& buckets = levels[level];
    for (std::size_t m = 0; m < minutes.size(); ++m)
      if (minutes[m]) buckets[(first + static_cast<std::int64_t>(m)) / 60].add(*minutes[m]);
  }
  return {};
}

Result<void> put(store::SeriesWriter& writer, const std::string& subject, const Metric& metric,
                 Rollup size, std::int64_t hour, const std::map<Level, Buckets>& levels) {
  for (const auto& [level, buckets] : levels) {
    if (buckets.empty()) continue;
    const store::SeriesKey key{subject, level.instance, level.card, std::string(metric.name)};
    TRY_ASSIGN(const std::int64_t id, writer.ensure_series(key, hour / 24));
    for (const auto& [index, bucket] : buckets)
      TRY(writer.put_rollup(size, id, row_of(index, bucket)));
  }
  return {};
}

void merge_into(std::map<Level, Buckets>& into, const std::map<Level, Buckets>& hours) {
  for (const auto& [level, buckets] : hours)
    for (const auto& [hour, bucket] : buckets) into[level][hour / 24].merge(bucket);
}

}  // namespace

Result<std::int64_t> next_hour(store::SeriesReader& reader, std::int64_t now_ms) {
  return reader.setting(kNextHour, now_ms / kHourMs - kHoursKept);
}

Result<void> mark_made(store::SeriesWriter& writer, std::int64_t hour) {
  return writer.set_setting(kNextHour, hour + 1);
}

Result<void> roll_up(store::SeriesWriter& writer, const std::string& subject, std::int64_t hour) {
  for (const Metric& metric : all_metrics()) {
    std::map<Level, Buckets> made;
    TRY(add_from_minutes(writer, subject, metric, hour, hour + 1, made));
    TRY(put(writer, subject, metric, Rollup::kHour, hour, made));
  }
  if ((hour + 1) % 24 != 0) return {};
  for (const Metric& metric : all_metrics()) {
    TRY_ASSIGN(const auto hours,
               stored(writer, subject, metric, Rollup::kHour, hour - 23, hour + 1));
    std::map<Level, Buckets> days;
    merge_into(days, hours);
    TRY(put(writer, subject, metric, Rollup::kDay, hour, days));
  }
  return {};
}

Result<std::map<Level, Buckets>> buckets_of(store::SeriesReader& reader, const std::string& subject,
                                            const Metric& metric, Rollup size, std::int64_t from,
                                            std::int64_t to, std::int64_t now_ms) {
  TRY_ASSIGN(const std::int64_t next, next_hour(reader, now_ms));
  if (size == Rollup::kHour) {
    TRY_ASSIGN(auto levels,
               stored(reader, subject, metric, Rollup::kHour, from, std::min(to, next)));
    TRY(add_from_minutes(reader, subject, metric, std::max(from, next), to, levels));
    return levels;
  }
  const std::int64_t next_day = next / 24;  // made whole up to here
  TRY_ASSIGN(auto levels,
             stored(reader, subject, metric, Rollup::kDay, from, std::min(to, next_day)));
  const std::int64_t open_from = std::max(from, next_day) * 24;
  TRY_ASSIGN(auto hours,
             stored(reader, subject, metric, Rollup::kHour, open_from, std::min(to * 24, next)));
  TRY(add_from_minutes(reader, subject, metric, std::max(open_from, next), to * 24, hours));
  merge_into(levels, hours);
  return levels;
}

}  // namespace millrace::metrics
