// The tables of the scalars file: tags of runs, their points per attempt, and how far each source
// has been read. What is shown of them is metrics/'s business. Thread-safe; a transaction belongs
// to one thread.
#pragma once
#include <optional>

#include "store/side/side_file.h"

namespace millrace::store {

struct ScalarTagRow {
  std::int64_t id = 0;
  std::string tag{};
  std::int64_t points = 0;  // taken in, over all attempts; a step written twice counts twice
};

struct ScalarRow {
  std::int64_t step = 0;
  std::int64_t wall_ms = 0;
  double value = 0;  // NaN is kept
};

struct ScalarAttemptRow {
  std::int64_t attempt = 1;
  std::int64_t first_step = 0;
};

// A source of one attempt's scalars, and where reading goes on.
struct ScalarFeed {
  std::string run{};
  std::int64_t attempt = 1;
  std::string source{};  // "tfevents", "progress/0", …
};
struct FeedPosition {
  std::string cursor{};  // empty: from the beginning
  std::string carry{};   // bytes read and not yet used, as the reader wants them back
};

class ScalarReader {
 public:
  explicit ScalarReader(Connection& connection) : connection_(connection) {}
  Result<std::vector<ScalarTagRow>> tags(const std::string& run);          // by name
  Result<std::vector<ScalarAttemptRow>> attempts(const std::string& run);  // newest first
  // Of steps below `before`, in order.
  Result<void> points(std::int64_t tag, std::int64_t attempt, std::int64_t before,
                      const std::function<void(const ScalarRow&)>& each);
  Result<FeedPosition> position(const ScalarFeed& feed);

 protected:
  Connection& connection_;
};

class ScalarWriter : public ScalarReader {
 public:
  using ScalarReader::ScalarReader;
  Result<std::int64_t> ensure_tag(const std::string& run, const std::string& tag);
  Result<void> put_point(std::int64_t tag, std::int64_t attempt,
                         const ScalarRow& row);  // a step again: replaced
  Result<void> count_points(std::int64_t tag, std::int64_t more);
  Result<void> lower_first_step(const std::string& run, std::int64_t attempt, std::int64_t step);
  Result<void> set_position(const ScalarFeed& feed, const FeedPosition& position);
  Result<void> forget(const std::string& run);
};

class ScalarFile {
 public:
  ScalarFile(std::string path, base::Clock& clock);
  Result<void> write(const std::function<Result<void>(ScalarWriter&)>& body);
  Result<void> read(const std::function<Result<void>(ScalarReader&)>& body);

 private:
  SideFile file_;
};

}  // namespace millrace::store
