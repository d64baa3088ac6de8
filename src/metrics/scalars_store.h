// Training scalars (loss, learning rate, …) of all runs, in a file of their own. Sources are read
// piece by piece: points and the position after them are written in one transaction, so a piece
// that is handed in twice counts once. A resumed attempt hides the earlier attempts' steps from its
// first step on. Thread-safe.
#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "metrics/answer.h"
#include "store/side/scalar_file.h"

namespace millrace::metrics {

struct ScalarPoint {
  std::string tag{};  // valid UTF-8, at most 256 bytes
  std::int64_t step = 0;
  std::int64_t wall_ms = 0;
  double value = 0;  // NaN and infinities are kept, and shown as null
};

struct ScalarTag {
  std::string tag{};
  std::int64_t points = 0;
};

struct ScalarQuery {
  std::vector<std::string> runs{};  // 1 to 20 ids
  std::vector<std::string> tags{};  // none: all
  std::size_t most_points =
      1'000;  // of each series, 3 to 2,000; fewer when there are very many series
};

class ScalarsStore {
 public:
  static constexpr std::size_t kMostRuns = 20, kMostTags = 2'000, kMostPoints = 2'000;
  static constexpr std::int64_t kMostPointsOfTag = 1'000'000;

  ScalarsStore(std::string path, base::Clock& clock) : file_(std::move(path), clock) {}

  // Where to go on reading a source; empty at its beginning.
  Result<store::FeedPosition> position(const store::ScalarFeed& feed);
  struct Appended {
    std::int64_t kept = 0;
    std::int64_t refused = 0;  // over the limits above, or a tag that is none
  };
  // The points between `from` (a cursor as position() gave it) and `to`. kConflict when the stored
  // position is not `from`, and nothing is changed: these points are in already, go on from
  // position().
  Result<Appended> append(const store::ScalarFeed& feed, const std::string& from,
                          const store::FeedPosition& to, const std::vector<ScalarPoint>& points);

  Result<std::vector<ScalarTag>> tags(const std::string& run);
  // One series per run and tag: x is the step, labels {"run"}, `wall_ms` beside the points.
  Result<Answer> query(const ScalarQuery& query);
  Result<void> forget(const std::string& run);

 private:
  store::ScalarFile file_;
};

}  // namespace millrace::metrics
