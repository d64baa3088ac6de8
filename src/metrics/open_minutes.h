// The newest 1-minute row of each series, as samples make it grow: gauges add up, counters give
// their growth and the time it took, and begin anew with each attempt. Not thread-safe.
#pragma once
#include <map>
#include <set>

#include "base/result.h"
#include "metrics/series_store.h"

namespace millrace::metrics {

class OpenMinutes {
 public:
  // Adds the samples and writes the rows that changed.
  Result<void> add(const std::vector<Sample>& samples, store::SeriesWriter& writer);
  // Forgets everything: the next sample of a series reads its newest row from the file.
  void clear() { open_.clear(); }
  void drop_subject(const std::string& subject);
  void drop_idle(std::int64_t since_ms);

 private:
  struct Open {
    std::int64_t series = 0;
    std::optional<store::MinuteRow> row{};
    std::string reason{};
    std::int64_t seen_ms = 0;
  };
  Result<Open*> find(const Sample& sample, store::SeriesWriter& writer);

  std::map<store::SeriesKey, Open> open_;
};

}  // namespace millrace::metrics
