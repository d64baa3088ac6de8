// What a question about values over time is answered with, and its JSON (api.md §7): resource
// metrics, scalars and call metrics have the same shape. Values; no locking.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "json/writer.h"

namespace millrace::metrics {

struct Point {
  std::int64_t x = 0;             // unix milliseconds, or the step of a scalar
  std::optional<double> value{};  // none: no data
};

struct Summary {  // all empty where there is no value
  std::optional<double> max{}, min{}, mean{}, median{}, p75{};
};

struct Series {
  std::string name{};
  std::string stat{};  // "avg", "sum", …
  std::map<std::string, std::string> labels{};
  std::vector<Point> points{};
  std::vector<std::int64_t> wall_ms{};  // of scalars: when each point was written
  Summary summary{};
};

struct Answer {
  std::string step{};
  std::vector<Series> series{};
};

// Of the points that have a value; quantiles interpolate between neighbours.
Summary summarise(std::span<const Point> points);
void write_series(const Series& series, json::Writer& out);
std::string to_json(const Answer& answer);

}  // namespace millrace::metrics
