#include "metrics/answer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace millrace::metrics {
namespace {

double quantile(const std::vector<double>& sorted, double q) {
  const double rank = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - std::floor(rank));
}

void optional_number(const char* key, const std::optional<double>& value, json::Writer& out) {
  out.key(key);
  if (value) out.number(*value);
  else out.null();
}

}  // namespace

Summary summarise(std::span<const Point> points) {
  std::vector<double> values;
  for (const Point& p : points)
    if (p.value && std::isfinite(*p.value)) values.push_back(*p.value);
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {values.back(), values.front(), sum / static_cast<double>(values.size()),
          quantile(values, 0.5), quantile(values, 0.75)};
}

void write_series(const Series& series, json::Writer& out) {
  out.begin_object().key("name").string(series.name).key("stat").string(series.stat);
  out.key("labels").begin_object();
  for (const auto& [name, value] : series.labels) out.key(name).string(value);
  out.end_object().key("points").begin_array();
  for (const Point& p : series.points) {
    out.begin_array().integer(p.x);
    if (p.value) out.number(*p.value);
    else out.null();
    out.end_array();
  }
  out.end_array();
  if (!series.wall_ms.empty()) {
    out.key("wall_ms").begin_array();
    for (const std::int64_t at : series.wall_ms) out.integer(at);
    out.end_array();
  }
  out.key("summary").begin_object();
  optional_number("max", series.summary.max, out);
  optional_number("min", series.summary.min, out);
  optional_number("mean", series.summary.mean, out);
  optional_number("median", series.summary.median, out);
  optional_number("p75", series.summary.p75, out);
  out.end_object().end_object();
}

std::string to_json(const Answer& answer) {
  json::Writer out;
  out.begin_object().key("step").string(answer.step).key("series").begin_array();
  for (const Series& series : answer.series) write_series(series, out);
  out.end_array().end_object();
  return std::move(out).text();
}

}  // namespace millrace::metrics
