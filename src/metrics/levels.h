// The values of one metric of one subject, minute by minute, at every level that can be asked for:
// the cards, the instances, the run. Pure but for reading rows. Not thread-safe.
#pragma once
#include <compare>
#include <map>
#include <optional>
#include <vector>

#include "metrics/catalogue.h"
#include "metrics/sketch.h"
#include "store/side/series_file.h"

namespace millrace::metrics {

struct Level {
  std::int64_t instance = -1;  // −1: all
  std::int64_t card = -1;      // −1: all, or not a matter of cards
  auto operator<=>(const Level&) const = default;
};

// One value a minute, none where nothing was measured.
using MinuteValues = std::vector<std::optional<double>>;

// minute_from ≤ minute < minute_to.
Result<std::map<Level, MinuteValues>> minute_values(store::SeriesReader& reader,
                                                    const std::string& subject,
                                                    const Metric& metric, std::int64_t minute_from,
                                                    std::int64_t minute_to);

// What an hour or a day row says, unpacked.
struct Bucket {
  double sum = 0, min = 0, max = 0, last = 0;
  std::int64_t count = 0;
  Sketch sketch{};
  void add(double minute_value);
  void merge(const Bucket& later);
};
Result<Bucket> bucket_of(const store::RollupRow& row);
store::RollupRow row_of(std::int64_t index, const Bucket& bucket);

}  // namespace millrace::metrics
