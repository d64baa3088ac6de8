// Resource metrics over time, behind one interface. Samples come in every few seconds; 1-minute
// rows, and 1-hour and 1-day rows made of the 1-minute values, answer questions about a run as a
// whole, its instances, or their cards. Thread-safe.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "metrics/answer.h"
#include "store/side/series_file.h"

namespace millrace::metrics {

struct Sample {
  store::SeriesKey key{};              // subject: the run's id; card −1 for metrics of instances
  std::int64_t attempt = 1;            // counters begin anew with each
  std::int64_t attempt_started_ms = 0; // where a counter's zero is; 0: not known
  std::int64_t at_ms = 0;
  std::optional<double> value{};
  std::string reason{};                // in words, where there is no value
};

enum class Step { kMinute, kHour, kDay };
Result<Step> parse_step(std::string_view text);  // "1m", "1h", "1d"
std::string_view word(Step step);

enum class By { kJob, kInstance, kCard };
Result<By> parse_by(std::string_view text);  // "job", "instance", "card"

struct SeriesQuery {
  std::string subject{};            // the run's id
  std::vector<std::string> names{}; // none: all that `by` can show
  // from ≤ t < to, widened to whole steps and cut at now; 0: to now, from a usual span before it.
  std::int64_t from_ms = 0, to_ms = 0;
  Step step = Step::kMinute;
  By by = By::kJob;
  std::optional<std::int64_t> instance{};  // only this one
};

class TimeSeriesStore {
 public:
  virtual ~TimeSeriesStore() = default;
  // All of a scrape, or nothing. A sample not newer than its series' newest is dropped.
  virtual Result<void> append(const std::vector<Sample>& samples) = 0;
  // A point for every step, null where nothing was measured; a series without any value has the
  // label "reason". kInvalid: unknown names, a metric that `by` cannot show, a span longer than 1
  // day (1m), 7 days (1h) or 31 days (1d).
  virtual Result<Answer> query(const SeriesQuery& query) = 0;
  // Makes hour and day rows that are due and drops what is too old, a bounded piece of each; call
  // it about once a minute.
  virtual Result<void> maintain() = 0;
  virtual Result<void> forget(const std::string& subject) = 0;
};

// How long rows stay. One day more is kept of each, so that a question never meets an edge that
// moves.
struct KeptDays {
  std::int64_t minutes = 7, hours = 31, days = 400;
};

// On an SQLite file of its own (store/side/side_file.h).
std::unique_ptr<TimeSeriesStore> sqlite_series_store(std::string path, base::Clock& clock,
                                                     KeptDays kept = {});

}  // namespace millrace::metrics
