#include "metrics/series_query.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "metrics/rollup.h"

namespace millrace::metrics {
namespace {

constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs, kDayMs = 24 * kHourMs;
// Later than any sample can be, and far from where arithmetic overflows: the year 9999.
constexpr std::int64_t kLatestMs = 253'402'300'800'000;

struct StepRule {
  std::string_view word;
  std::int64_t step_ms;
  std::int64_t longest_ms, usual_ms;
  std::string_view longest_in_words;
};
constexpr std::array kSteps{StepRule{"1m", kMinuteMs, kDayMs, kHourMs, "1 day"},
                            StepRule{"1h", kHourMs, 7 * kDayMs, kDayMs, "7 days"},
                            StepRule{"1d", kDayMs, 31 * kDayMs, 31 * kDayMs, "31 days"}};
constexpr std::array<std::string_view, 3> kByWords{"job", "instance", "card"};

const StepRule& rule(Step step) { return kSteps[static_cast<std::size_t>(step)]; }

// nullptr, or why the metric cannot be shown so.
const char* cannot_show(const Metric& metric, By by) {
  if (by == By::kCard && metric.source != Source::kCard)
    return "is not measured per card: use by=job or by=instance";
  if (by == By::kJob && metric.job == JobValue::kNone)
    return "makes no sense for a whole job: use by=instance or by=card";
  return nullptr;
}

// A metric without a sensible mean is shown card by card.
bool wanted(const Metric& metric, const CheckedQuery& query, const Level& level) {
  if (query.instance && level.instance != *query.instance) return false;
  switch (query.by) {
    case By::kJob: return level == Level{};
    case By::kInstance:
      return level.instance >= 0 && (level.card < 0) == (metric.job != JobValue::kNone);
    case By::kCard: return level.card >= 0;
  }
  return false;
}

std::string stat_of(const Metric& metric, By by) {
  const bool one = by == By::kCard || (by == By::kInstance && metric.source == Source::kInstance);
  return !one && metric.job == JobValue::kSum ? "sum" : "avg";
}

Series series_of(const Metric& metric, const CheckedQuery& query, const Level& level) {
  Series series;
  series.name = metric.name;
  series.stat = stat_of(metric, query.by);
  series.labels["unit"] = word(metric.unit);
  if (level.instance >= 0) series.labels["instance"] = std::to_string(level.instance);
  if (level.card >= 0) series.labels["card"] = std::to_string(level.card);
  series.points.reserve(static_cast<std::size_t>(query.to - query.from));
  for (std::int64_t i = query.from; i < query.to; ++i)
    series.points.push_back({i * query.step_ms, std::nullopt});
  return series;
}

Result<void> add_minutes(store::SeriesReader& reader, const CheckedQuery& query,
                         const Metric& metric, std::vector<std::pair<Level, Series>>& found) {
  TRY_ASSIGN(const auto levels, minute_values(reader, query.subject, metric, query.from, query.to));
  for (const auto& [level, values] : levels) {
    if (!wanted(metric, query, level)) continue;
    Series series = series_of(metric, query, level);
    for (std::size_t i = 0; i < values.size(); ++i) series.points[i].value = values[i];
    series.summary = summarise(series.points);
    found.emplace_back(level, std::move(series));
  }
  return {};
}

Result<void> add_buckets(store::SeriesReader& reader, const CheckedQuery& query,
                         const Metric& metric, std::int64_t now_ms,
                         std::vector<std::pair<Level, Series>>& found) {
  const auto size = query.step == Step::kHour ? store::Rollup::kHour : store::Rollup::kDay;
  TRY_ASSIGN(const auto levels,
             buckets_of(reader, query.subject, metric, size, query.from, query.to, now_ms));
  for (const auto& [level, buckets] : levels) {
    if (!wanted(metric, query, level)) continue;
    Series series = series_of(metric, query, level);
    Bucket all;
    for (const auto& [index, bucket] : buckets) {
      if (bucket.count == 0) continue;
      series.points[static_cast<std::size_t>(index - query.from)].value =
          bucket.sum / static_cast<double>(bucket.count);
      all.merge(bucket);
    }
    if (all.count > 0)  // of the 1-minute values, not of the points
      series.summary = {all.max, all.min, all.sum / static_cast<double>(all.count),
                        std::clamp(all.sketch.quantile(0.5), all.min, all.max),
                        std::clamp(all.sketch.quantile(0.75), all.min, all.max)};
    found.emplace_back(level, std::move(series));
  }
  return {};
}

bool has_value(const Series& series) {
  return std::any_of(series.points.begin(), series.points.end(),
                     [](const Point& p) { return p.value.has_value(); });
}

// Why a series is empty: the first reason noted at or below its level.
Result<void> explain(store::SeriesReader& reader, const CheckedQuery& query, const Metric& metric,
                     std::vector<std::pair<Level, Series>>& found) {
  if (std::all_of(found.begin(), found.end(), [](const auto& f) { return has_value(f.second); }) &&
      !found.empty())
    return {};
  TRY_ASSIGN(const auto rows, reader.series(query.subject, std::string(metric.name)));
  if (found.empty()) {
    Level level;
    if (query.instance) level.instance = *query.instance;
    found.emplace_back(level, series_of(metric, query, level));
  }
  for (auto& [level, series] : found) {
    if (has_value(series)) continue;
    std::string reason = "nothing was measured in this time";
    for (const store::SeriesRow& row : rows) {
      const bool below = (level.instance < 0 || row.key.instance == level.instance) &&
                         (level.card < 0 || row.key.card == level.card);
      if (!below || row.reason.empty()) continue;
      reason = row.reason;
      break;
    }
    series.labels["reason"] = reason;
  }
  return {};
}

}  // namespace

std::string_view word(Step step) { return rule(step).word; }

Result<Step> parse_step(std::string_view text) {
  for (std::size_t i = 0; i < kSteps.size(); ++i)
    if (kSteps[i].word == text) return static_cast<Step>(i);
  return base::invalid_field("step", "must be 1m, 1h or 1d");
}

Result<By> parse_by(std::string_view text) {
  for (std::size_t i = 0; i < kByWords.size(); ++i)
    if (kByWords[i] == text) return static_cast<By>(i);
  return base::invalid_field("by", "must be job, instance or card");
}

Result<CheckedQuery> check(const SeriesQuery& query, std::int64_t now_ms) {
  const StepRule& steps = rule(query.step);
  if (query.from_ms < 0 || query.from_ms > kLatestMs)
    return base::invalid_field("from", "is no time of ours");
  if (query.to_ms < 0 || query.to_ms > kLatestMs)
    return base::invalid_field("to", "is no time of ours");
  const std::int64_t to_ms = query.to_ms == 0 ? now_ms : query.to_ms;
  const std::int64_t from_ms =
      query.from_ms == 0 ? std::max<std::int64_t>(0, to_ms - steps.usual_ms) : query.from_ms;
  if (from_ms >= to_ms) return base::invalid_field("from", "must be before 'to'");
  if (to_ms - from_ms > steps.longest_ms)
    return base::invalid_field(
        "from", fmt::format("with step={} at most {} can be asked for at once: ask for less, "
                            "or with a longer step",
                            steps.word, steps.longest_in_words));
  CheckedQuery checked{query.subject,  {}, query.step, query.by,
                       query.instance, 0,  0,          steps.step_ms};
  checked.from = from_ms / steps.step_ms;
  checked.to = (std::min(to_ms, now_ms + 1) + steps.step_ms - 1) / steps.step_ms;
  checked.to = std::max(checked.to, checked.from);  // all in the future: no points
  TRY_ASSIGN(checked.metrics, metrics_of(query.names));
  std::erase_if(checked.metrics,
                [&](const Metric* m) { return query.names.empty() && cannot_show(*m, query.by); });
  for (const Metric* metric : checked.metrics)
    if (const char* why = cannot_show(*metric, query.by))
      return base::invalid_field("names", fmt::format("{} {}", metric->name, why));
  return checked;
}

Result<Answer> answer(store::SeriesReader& reader, const CheckedQuery& query, std::int64_t now_ms) {
  Answer result{std::string(word(query.step)), {}};
  for (const Metric* metric : query.metrics) {
    std::vector<std::pair<Level, Series>> found;
    if (query.step == Step::kMinute) TRY(add_minutes(reader, query, *metric, found));
    else TRY(add_buckets(reader, query, *metric, now_ms, found));
    TRY(explain(reader, query, *metric, found));
    for (auto& [level, series] : found) result.series.push_back(std::move(series));
  }
  return result;
}

}  // namespace millrace::metrics
