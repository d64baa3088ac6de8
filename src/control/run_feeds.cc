#include "control/run_feeds.h"

#include <algorithm>

#include "base/log.h"
#include "base/strings.h"
#include "control/event_files.h"

namespace millrace::control {
namespace {

using runtime::Chunk;
using runtime::Stream;

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr int kMostPieces = 16;             // of one stream and pass
constexpr std::int64_t kMostReporters = 8;  // instances whose progress is read
constexpr std::string_view kEvents = "tfevents";

// Not curves: what the step is of, and guesses of the time left.
bool is_curve(std::string_view name) {
  return name != "step" && name != "total_steps" && name != "eta_s" && name != "time";
}

std::optional<double> number(const json::Value& value) {
  if (const auto* i = value.as_int()) return static_cast<double>(*i);
  if (const auto* d = value.as_double()) return *d;
  return std::nullopt;
}

void complain(const std::string& run_id, const Error& error) {
  log_warning("progress", "a report could not be read",
              {{"run", run_id}, {"error", error.to_string()}});
}

}  // namespace

std::optional<ProgressLine> parse_progress(std::string_view line, base::Time now) {
  auto parsed = json::parse(line, {.max_depth = 4, .max_bytes = 64 << 10});
  if (!parsed || parsed->as_object() == nullptr) return std::nullopt;
  const json::Value* step = parsed->find("step");
  if (step == nullptr || step->as_int() == nullptr) return std::nullopt;
  ProgressLine out;
  for (const auto& [name, value] : *parsed->as_object())
    if (const auto v = number(value); v && is_curve(name))
      out.points.push_back(
          {.tag = name, .step = *step->as_int(), .wall_ms = base::unix_ms(now), .value = *v});
  out.report = std::move(*parsed);
  return out;
}

std::optional<json::Value> RunFeeds::read(const resource::Run& run, base::Time now) {
  if (run.attempt < 1) return std::nullopt;
  const auto known = attempts_.find(run.id);
  const bool new_attempt = known == attempts_.end() || known->second < run.attempt;
  if (run.attempt > 1 && new_attempt) {
    read_progress(run, run.attempt - 1, now);  // what it wrote at its very end
    if (const auto taken = take_over(run); !taken) complain(run.id, taken.error());
  }
  attempts_[run.id] = run.attempt;
  auto newest = read_progress(run, run.attempt, now);
  drain(run.id, [&] { return read_events({run.id, run.attempt, std::string(kEvents)}); });
  return newest;
}

// The files are the run's, not the attempt's: a new attempt reads on where the one before it
// stopped.
Result<void> RunFeeds::take_over(const resource::Run& run) {
  const store::ScalarFeed mine{run.id, run.attempt, std::string(kEvents)};
  const store::ScalarFeed old{run.id, run.attempt - 1, std::string(kEvents)};
  TRY_ASSIGN(const auto own, scalars_.position(mine));
  if (!own.cursor.empty()) return {};
  drain(run.id, [&] { return read_events(old); });
  TRY_ASSIGN(const auto before, scalars_.position(old));
  if (before.cursor.empty()) return {};
  TRY(scalars_.append(mine, "", before, {}));
  return {};
}

void RunFeeds::drain(const std::string& run_id, const std::function<Result<More>()>& read_one) {
  for (int i = 0; i < kMostPieces; ++i) {
    const Result<More> more = read_one();
    // Not there yet, or not any more: nothing to say about it.
    if (!more && more.error().code != ErrorCode::kNotFound) complain(run_id, more.error());
    if (!more || *more == More::kNo) return;
  }
}

std::optional<json::Value> RunFeeds::read_progress(const resource::Run& run, std::int64_t attempt,
                                                   base::Time now) {
  std::optional<json::Value> newest;
  const auto instances =
      std::min<std::int64_t>(kMostReporters, static_cast<std::int64_t>(run.instances.size()));
  for (std::int64_t i = instances - 1; i >= 0; --i) {  // the lowest has the last word
    const store::ScalarFeed feed{run.id, attempt, "progress/" + std::to_string(i)};
    drain(run.id, [&] { return read_lines(feed, i, now, newest); });
  }
  return newest;
}

Result<RunFeeds::More> RunFeeds::read_lines(const store::ScalarFeed& feed, std::int64_t instance,
                                            base::Time now, std::optional<json::Value>& newest) {
  TRY_ASSIGN(const auto at, scalars_.position(feed));
  TRY_ASSIGN(const Chunk chunk, runtime_.read({feed.run, feed.attempt}, instance, Stream::kProgress,
                                              at.cursor, kPiece));
  if (chunk.next == at.cursor) return More::kNo;
  std::vector<metrics::ScalarPoint> points;
  for (const auto line : base::split(chunk.bytes, '\n')) {
    if (auto parsed = parse_progress(line, now)) {
      points.insert(points.end(), parsed->points.begin(), parsed->points.end());
      newest = std::move(parsed->report);
    }
  }
  TRY(scalars_.append(feed, at.cursor, {.cursor = chunk.next, .carry = {}}, points));
  return chunk.end == Chunk::End::kMoreNow ? More::kYes : More::kNo;
}

Result<RunFeeds::More> RunFeeds::read_events(const store::ScalarFeed& feed) {
  TRY_ASSIGN(const auto at, scalars_.position(feed));
  TRY_ASSIGN(const Chunk chunk,
             runtime_.read({feed.run, feed.attempt}, 0, Stream::kScalars, at.cursor, kPiece));
  if (chunk.bytes.empty()) return More::kNo;
  TRY_ASSIGN(EventFiles files, EventFiles::restore(at.carry));
  TRY_ASSIGN(const auto pieces, runtime::parse_scalar_records(chunk.bytes));
  std::vector<metrics::ScalarPoint> points;
  for (const auto& piece : pieces) files.take(piece, points);
  TRY(scalars_.append(feed, at.cursor, {.cursor = chunk.next, .carry = files.carry()}, points));
  return chunk.end == Chunk::End::kMoreNow ? More::kYes : More::kNo;
}

}  // namespace millrace::control
