// The tables of the metrics file: series, their 1-minute rows, and 1-hour and 1-day rows with a
// sketch. What the numbers mean is metrics/'s business. Thread-safe; a transaction belongs to one
// thread.
#pragma once
#include <optional>

#include "store/side/side_file.h"

namespace millrace::store {

// Of what a series is: a run (or another subject), and in it all (-1), an instance, or one of its
// cards.
struct SeriesKey {
  std::string subject{};
  std::int64_t instance = -1;
  std::int64_t card = -1;
  std::string metric{};
  auto operator<=>(const SeriesKey&) const = default;
};

struct SeriesRow {
  std::int64_t id = 0;
  SeriesKey key{};
  std::string reason{};  // why there are no values; empty when there are
};

struct MinuteRow {
  std::int64_t minute = 0;   // since 1970
  std::int64_t attempt = 1;  // of the newest sample
  double sum = 0;            // of the samples; of a counter: the increase
  std::int64_t count = 0;    // samples
  std::int64_t span_ms = 0;  // of a counter: the time that the increase took
  double min = 0, max = 0;   // of the samples; of a counter: of the rates between them
  double last = 0;           // the newest sample as it was; of a counter: its reading
  std::int64_t last_at_ms = 0;
};

enum class Rollup { kHour, kDay };

struct RollupRow {
  std::int64_t bucket = 0;  // hours or days since 1970
  double sum = 0;           // of the 1-minute values
  std::int64_t count = 0;
  double min = 0, max = 0, last = 0;
  std::string sketch{};  // of the 1-minute values, as metrics::Sketch encodes it
};

class SeriesReader {
 public:
  explicit SeriesReader(Connection& connection) : connection_(connection) {}
  // All series of the subject, ordered by metric, instance, card; of one metric when it is not
  // empty.
  Result<std::vector<SeriesRow>> series(const std::string& subject, const std::string& metric);
  Result<std::vector<std::string>> subjects_between(std::int64_t minute_from,
                                                    std::int64_t minute_to);
  Result<std::optional<MinuteRow>> newest_minute(std::int64_t series);
  // from ≤ minute < to, oldest first.
  Result<std::vector<MinuteRow>> minutes(std::int64_t series, std::int64_t from, std::int64_t to);
  Result<std::vector<RollupRow>> rollups(Rollup, std::int64_t series, std::int64_t from,
                                         std::int64_t to);
  Result<std::int64_t> setting(const std::string& name, std::int64_t otherwise);

 protected:
  Connection& connection_;
};

class SeriesWriter : public SeriesReader {
 public:
  using SeriesReader::SeriesReader;
  Result<std::int64_t> ensure_series(const SeriesKey& key, std::int64_t day);  // `day`: today
  Result<void> set_reason(std::int64_t series, const std::string& reason);
  Result<void> put_minute(std::int64_t series, const MinuteRow& row);
  Result<void> put_rollup(Rollup, std::int64_t series, const RollupRow& row);
  Result<void> set_setting(const std::string& name, std::int64_t value);
  // Drops old rows of at most `limit` series with ids above `after`, and series left without any
  // row; returns the last id seen, 0 when through.
  struct Oldest {
    std::int64_t minute, hour, day;
  };
  Result<std::int64_t> prune(const Oldest& keep_from, std::int64_t after, std::int64_t limit);
  Result<void> forget(const std::string& subject);
};

class SeriesFile {
 public:
  SeriesFile(std::string path, base::Clock& clock);
  Result<void> write(const std::function<Result<void>(SeriesWriter&)>& body);
  Result<void> read(const std::function<Result<void>(SeriesReader&)>& body);

 private:
  SideFile file_;
};

}  // namespace millrace::store
