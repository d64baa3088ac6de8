// What runs report of themselves, read piece by piece into the scalars file: progress lines of each
// instance and the run's tfevents files. Where reading goes on is kept with the points, so nothing
// is read twice or lost over a restart. Used by one thread.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "metrics/scalars_store.h"
#include "resource/run.h"
#include "runtime/runtime.h"

namespace millrace::control {

class RunFeeds {
 public:
  RunFeeds(runtime::Runtime& runtime, metrics::ScalarsStore& scalars)
      : runtime_(runtime), scalars_(scalars) {}

  // Reads all that is there now, up to a bound. The newest progress report, if there was a new one.
  std::optional<json::Value> read(const resource::Run& run, base::Time now);
  void drop(const std::string& run_id) { attempts_.erase(run_id); }

 private:
  enum class More { kNo, kYes };
  std::optional<json::Value> read_progress(const resource::Run& run, std::int64_t attempt,
                                           base::Time now);
  void drain(const std::string& run_id, const std::function<Result<More>()>& read_one);
  Result<More> read_lines(const store::ScalarFeed& feed, std::int64_t instance, base::Time now,
                          std::optional<json::Value>& newest);
  Result<More> read_events(const store::ScalarFeed& feed);
  Result<void> take_over(const resource::Run& run);

  runtime::Runtime& runtime_;
  metrics::ScalarsStore& scalars_;
  std::map<std::string, std::int64_t> attempts_;  // by run: the newest one that was read
};

// A progress line taken apart: the report, and its numbers as points.
struct ProgressLine {
  json::Value report{};
  std::vector<metrics::ScalarPoint> points{};
};
// nullopt when it is no object with a step.
std::optional<ProgressLine> parse_progress(std::string_view line, base::Time now);

}  // namespace millrace::control
