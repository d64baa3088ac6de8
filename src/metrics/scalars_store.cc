#include "metrics/scalars_store.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/strings.h"
#include "metrics/downsample.h"

namespace millrace::metrics {
namespace {

constexpr std::size_t kMostTagBytes = 256;
constexpr std::int64_t kMostRows = 4'000'000;       // read for one answer
constexpr std::size_t kMostAnswerPoints = 400'000;  // in one answer
constexpr std::size_t kMostSeries = 2'000;

// Takes points in, tag by tag, within the limits.
class Intake {
 public:
  Intake(store::ScalarWriter& writer, const store::ScalarFeed& feed)
      : writer_(writer), feed_(feed) {}

  Result<void> load() {
    TRY_ASSIGN(const auto rows, writer_.tags(feed_.run));
    for (const auto& row : rows) tags_[row.tag] = {row.id, row.points, 0};
    return {};
  }

  Result<void> add(const ScalarPoint& point) {
    if (point.tag.empty() || point.tag.size() > kMostTagBytes || !base::is_utf8(point.tag))
      return refuse();
    auto tag = tags_.find(point.tag);
    if (tag == tags_.end()) {
      if (tags_.size() >= ScalarsStore::kMostTags) return refuse();
      TRY_ASSIGN(const std::int64_t id, writer_.ensure_tag(feed_.run, point.tag));
      tag = tags_.emplace(point.tag, Tag{id, 0, 0}).first;
    }
    if (tag->second.before + tag->second.added >= ScalarsStore::kMostPointsOfTag) return refuse();
    TRY(writer_.put_point(tag->second.id, feed_.attempt, {point.step, point.wall_ms, point.value}));
    ++tag->second.added;
    ++done.kept;
    first_step_ = std::min(first_step_, point.step);
    return {};
  }

  Result<void> finish() {
    for (const auto& [name, tag] : tags_)
      if (tag.added > 0) TRY(writer_.count_points(tag.id, tag.added));
    if (done.kept > 0) TRY(writer_.lower_first_step(feed_.run, feed_.attempt, first_step_));
    return {};
  }

  ScalarsStore::Appended done{};

 private:
  struct Tag {
    std::int64_t id, before, added;
  };
  Result<void> refuse() {
    ++done.refused;
    return {};
  }

  store::ScalarWriter& writer_;
  const store::ScalarFeed& feed_;
  std::map<std::string, Tag> tags_{};
  std::int64_t first_step_ = std::numeric_limits<std::int64_t>::max();
};

Result<void> check(const ScalarQuery& query) {
  if (query.runs.empty() || query.runs.size() > ScalarsStore::kMostRuns)
    return base::invalid_field("runs", fmt::format("name 1 to {} runs", ScalarsStore::kMostRuns));
  if (query.most_points < 3 || query.most_points > ScalarsStore::kMostPoints)
    return base::invalid_field("points", fmt::format("must be 3 to {}", ScalarsStore::kMostPoints));
  return {};
}

struct Wanted {
  std::string run;
  store::ScalarTagRow tag;
};

Result<std::vector<Wanted>> find_series(store::ScalarReader& reader, const ScalarQuery& query) {
  std::vector<Wanted> wanted;
  std::int64_t rows = 0;
  for (const std::string& run : query.runs) {
    TRY_ASSIGN(const auto tags, reader.tags(run));
    for (const store::ScalarTagRow& tag : tags) {
      const bool named =
          std::find(query.tags.begin(), query.tags.end(), tag.tag) != query.tags.end();
      if (!query.tags.empty() && !named) continue;
      wanted.push_back({run, tag});
      rows += tag.points;
    }
  }
  if (rows > kMostRows || wanted.size() > kMostSeries)
    return base::invalid_field(
        "tags", fmt::format("{} series of {} points are too much for one answer: name fewer "
                            "tags or runs",
                            wanted.size(), rows));
  return wanted;
}

struct Curve {
  std::vector<double> x, y;
  std::vector<std::int64_t> step, wall_ms;
};

// Of each attempt the steps before the first one of any later attempt.
Result<Curve> read_curve(store::ScalarReader& reader, const Wanted& wanted) {
  TRY_ASSIGN(const auto attempts, reader.attempts(wanted.run));
  std::vector<std::pair<std::int64_t, std::int64_t>> pieces;  // attempt, steps below
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  for (const store::ScalarAttemptRow& a : attempts) {
    pieces.emplace_back(a.attempt, before);
    before = std::min(before, a.first_step);
  }
  Curve curve;
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece)
    TRY(reader.points(wanted.tag.id, piece->first, piece->second, [&](const store::ScalarRow& row) {
      curve.x.push_back(static_cast<double>(row.step));
      curve.y.push_back(row.value);
      curve.step.push_back(row.step);
      curve.wall_ms.push_back(row.wall_ms);
    }));
  return curve;
}

Series shown(const Wanted& wanted, const Curve& curve, std::size_t most) {
  Series series;
  series.name = wanted.tag.tag;
  series.stat = "value";
  series.labels["run"] = wanted.run;
  std::vector<Point> all;
  all.reserve(curve.y.size());
  for (std::size_t i = 0; i < curve.y.size(); ++i)
    all.push_back(
        {curve.step[i], std::isfinite(curve.y[i]) ? std::optional(curve.y[i]) : std::nullopt});
  series.summary = summarise(all);
  for (const std::size_t i : downsample(curve.x, curve.y, most)) {
    series.points.push_back(all[i]);
    series.wall_ms.push_back(curve.wall_ms[i]);
  }
  return series;
}

}  // namespace

Result<store::FeedPosition> ScalarsStore::position(const store::ScalarFeed& feed) {
  store::FeedPosition position;
  TRY(file_.read([&](store::ScalarReader& reader) -> Result<void> {
    TRY_ASSIGN(position, reader.position(feed));
    return {};
  }));
  return position;
}

Result<ScalarsStore::Appended> ScalarsStore::append(const store::ScalarFeed& feed,
                                                    const std::string& from,
                                                    const store::FeedPosition& to,
                                                    const std::vector<ScalarPoint>& points) {
  Appended done;
  TRY(file_.write([&](store::ScalarWriter& writer) -> Result<void> {
    TRY_ASSIGN(const store::FeedPosition stored, writer.position(feed));
    if (stored.cursor != from)
      return fail(ErrorCode::kConflict,
                  "these scalars were taken in already: go on from the stored position");
    Intake intake(writer, feed);
    TRY(intake.load());
    for (const ScalarPoint& point : points) TRY(intake.add(point));
    TRY(intake.finish());
    done = intake.done;
    return writer.set_position(feed, to);
  }));
  return done;
}

Result<std::vector<ScalarTag>> ScalarsStore::tags(const std::string& run) {
  std::vector<ScalarTag> tags;
  TRY(file_.read([&](store::ScalarReader& reader) -> Result<void> {
    TRY_ASSIGN(const auto rows, reader.tags(run));
    for (const auto& row : rows) tags.push_back({row.tag, row.points});
    return {};
  }));
  return tags;
}

Result<Answer> ScalarsStore::query(const ScalarQuery& query) {
  TRY(check(query));
  Answer answer{"step", {}};
  TRY(file_.read([&](store::ScalarReader& reader) -> Result<void> {
    TRY_ASSIGN(const auto wanted, find_series(reader, query));
    const std::size_t share = kMostAnswerPoints / std::max<std::size_t>(1, wanted.size());
    for (const Wanted& w : wanted) {
      TRY_ASSIGN(const Curve curve, read_curve(reader, w));
      answer.series.push_back(
          shown(w, curve, std::max<std::size_t>(3, std::min(query.most_points, share))));
    }
    return {};
  }));
  return answer;
}

Result<void> ScalarsStore::forget(const std::string& run) {
  return file_.write([&](store::ScalarWriter& writer) { return writer.forget(run); });
}

}  // namespace millrace::metrics
