// Hour and day rows: made once the time is over, read together with what is not yet made. Not
// thread-safe.
#pragma once
#include "metrics/levels.h"

namespace millrace::metrics {

// The hour that comes next to be made; all before it are.
Result<std::int64_t> next_hour(store::SeriesReader& reader, std::int64_t now_ms);
// Makes the rows of that hour, and of its day if it is the last one, for one subject.
Result<void> roll_up(store::SeriesWriter& writer, const std::string& subject, std::int64_t hour);
// Sets next_hour() to the one after.
Result<void> mark_made(store::SeriesWriter& writer, std::int64_t hour);

using Buckets = std::map<std::int64_t, Bucket>;  // by hour, or by day
// from ≤ index < to, made or not; each level of the metric that has any row or series.
Result<std::map<Level, Buckets>> buckets_of(store::SeriesReader& reader, const std::string& subject,
                                            const Metric& metric, store::Rollup size,
                                            std::int64_t from, std::int64_t to,
                                            std::int64_t now_ms);

}  // namespace millrace::metrics
