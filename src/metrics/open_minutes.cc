#include "metrics/open_minutes.h"

#include <algorithm>
#include <cmath>

#include "metrics/catalogue.h"

namespace millrace::metrics {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 86'400'000;
// A sample older than the newest is a late one, up to here; beyond, the wall clock was set back.
constexpr std::int64_t kLateMs = 300'000;

void count_in(store::MinuteRow& row, double value) {
  row.min = row.count == 0 ? value : std::min(row.min, value);
  row.max = row.count == 0 ? value : std::max(row.max, value);
  ++row.count;
}

// The reading that a counter grew from.
struct Base {
  double reading = 0;
  std::int64_t at_ms = 0;  // 0: none
};

Base base_of(const Sample& sample, const std::optional<store::MinuteRow>& newest) {
  if (newest && newest->attempt == sample.attempt) return {newest->last, newest->last_at_ms};
  const bool known = sample.attempt_started_ms > 0 && sample.attempt_started_ms < sample.at_ms;
  return known ? Base{0, sample.attempt_started_ms} : Base{};
}

void grow_counter(store::MinuteRow& row, const Base& base, const Sample& sample) {
  const double reading = *sample.value;
  const std::int64_t took = sample.at_ms - base.at_ms;
  if (base.at_ms == 0 || took <= 0) {  // nothing to compare with yet
    if (row.span_ms == 0) row.min = row.max = 0;
    return;
  }
  const double growth =
      reading >= base.reading ? reading - base.reading : reading;  // else it was reset
  const double rate = growth * 1'000 / static_cast<double>(took);
  row.min = row.span_ms == 0 ? rate : std::min(row.min, rate);
  row.max = row.span_ms == 0 ? rate : std::max(row.max, rate);
  row.sum += growth;
  row.span_ms += took;
}

}  // namespace

Result<OpenMinutes::Open*> OpenMinutes::find(const Sample& sample, store::SeriesWriter& writer) {
  if (const auto found = open_.find(sample.key); found != open_.end()) return &found->second;
  Open open;
  TRY_ASSIGN(open.series, writer.ensure_series(sample.key, sample.at_ms / kDayMs));
  TRY_ASSIGN(open.row, writer.newest_minute(open.series));
  return &open_.emplace(sample.key, std::move(open)).first->second;
}

Result<void> OpenMinutes::add(const std::vector<Sample>& samples, store::SeriesWriter& writer) {
  for (const Sample& sample : samples) {
    const Metric* metric = find_metric(sample.key.metric);
    if (metric == nullptr)
      return fail(ErrorCode::kInvalid, "no such metric in the catalogue: " + sample.key.metric);
    TRY_ASSIGN(Open * open, find(sample, writer));
    open->seen_ms = std::max(open->seen_ms, sample.at_ms);
    const bool has_value = sample.value && std::isfinite(*sample.value);
    if (const std::string& reason = has_value ? std::string() : sample.reason;
        reason != open->reason) {
      TRY(writer.set_reason(open->series, reason));
      open->reason = reason;
    }
    if (!has_value) continue;
    const std::int64_t newest = open->row ? open->row->last_at_ms : 0;
    if (sample.at_ms <= newest && sample.at_ms > newest - kLateMs) continue;
    const Base base = sample.at_ms > newest ? base_of(sample, open->row) : Base{};
    if (!open->row || open->row->minute != sample.at_ms / kMinuteMs) {
      open->row = store::MinuteRow{};
      open->row->minute = sample.at_ms / kMinuteMs;
    }
    store::MinuteRow& row = *open->row;
    if (metric->kind == MetricKind::kCounter) {
      grow_counter(row, base, sample);
      ++row.count;
    } else {
      count_in(row, *sample.value);
      row.sum += *sample.value;
    }
    row.attempt = sample.attempt;
    row.last = *sample.value;
    row.last_at_ms = sample.at_ms;
    TRY(writer.put_minute(open->series, row));
  }
  return {};
}

void OpenMinutes::drop_subject(const std::string& subject) {
  std::erase_if(open_, [&](const auto& item) { return item.first.subject == subject; });
}

void OpenMinutes::drop_idle(std::int64_t since_ms) {
  std::erase_if(open_, [&](const auto& item) { return item.second.seen_ms < since_ms; });
}

}  // namespace millrace::metrics
