// The rows of a data set: sealed segments one behind the other, and the log of what was changed in
// them since. Rows are numbered from 1 and keep their numbers; each has a version of its own, so
// that nobody overwrites what they have not seen. Thread-safe.
#pragma once
#include <map>
#include <optional>

#include "base/mutex.h"
#include "rows/edit_log.h"
#include "rows/segment.h"

namespace millrace::rows {

struct Row {
  std::int64_t number = 0;
  std::int64_t version = 1;
  std::string data{}, marks{};
  std::string author{}, author_name{};  // of the newest change; empty: as imported
  std::int64_t at_ms = 0;
};

struct Author {
  std::string id, name;
  std::int64_t at_ms = 0;
};

// A row as it shall be from now on.
struct RowEdit {
  std::int64_t row = 0;
  std::int64_t expected_version = 0;  // what the editor has seen
  EditRecord::State state = EditRecord::State::kKept;
  std::string data{}, marks{};
  std::string category_before{}, category_after{};
};

class RowSet {
 public:
  struct Parts {
    std::vector<std::string> segments{};  // paths
    std::string edits{};                  // path
    std::int64_t edits_end = -1;          // of a published version: changes behind it do not count
  };
  static Result<std::shared_ptr<RowSet>> open(io::FileSystem& files, const Parts& parts);
  // The rows of one more segment behind the last.
  Result<void> extend(io::FileSystem& files, const std::string& segment);

  std::int64_t last_row() const;
  std::int64_t edits_end() const;
  std::uint64_t stored_bytes() const;
  // Rows by category of their template; removed ones do not count.
  std::map<std::string, std::int64_t> counts() const;

  // The row as `track` has it: "" is the row itself; of a second annotator the row as imported
  // with what they made of it. kNotFound for numbers of none and for removed rows.
  Result<Row> read(std::int64_t number, const std::string& track = {}) const;
  // Rows from `first` on that are there, until `each` stops.
  using Each = std::function<Result<Flow>(const Row& row)>;
  Result<void> scan(std::int64_t first, const Each& each, const std::string& track = {}) const;
  // All of them or none: kConflict naming the first row that has changed since it was seen.
  Result<std::vector<Row>> edit(const std::vector<RowEdit>& edits, const Author& author,
                                const std::string& track = {});
  // What became of a row, the newest first; the last is the row as imported.
  Result<std::vector<Row>> history(std::int64_t number) const;
  // Numbers of rows that a second annotator has changed.
  std::vector<std::int64_t> rows_of_track(const std::string& track) const;

 private:
  struct Newest {
    std::int64_t at, version;
    EditRecord::State state;
  };
  using Key = std::pair<std::string, std::int64_t>;  // track, row

  RowSet() = default;
  // What there is at one moment: segments never change, more of them may come.
  struct Segments {
    std::vector<std::shared_ptr<const Segment>> all{};
    std::vector<std::int64_t> first_rows{0};  // rows before each, and all of them
    std::int64_t rows() const { return first_rows.back(); }
  };
  std::shared_ptr<const Segments> segments() const EXCLUDES(mutex_);
  void note(std::int64_t at, const EditRecord& record) REQUIRES(mutex_);
  Result<Row> imported(std::int64_t number) const;
  std::optional<Newest> newest(const Key& key) const EXCLUDES(mutex_);
  Result<Row> edited(const Newest& newest) const EXCLUDES(mutex_);

  mutable base::Mutex mutex_;
  std::shared_ptr<const Segments> segments_ GUARDED_BY(mutex_) = std::make_shared<Segments>();
  std::optional<EditLog> log_ GUARDED_BY(mutex_);
  std::map<Key, Newest> newest_ GUARDED_BY(mutex_);
  std::map<std::string, std::int64_t> counts_ GUARDED_BY(mutex_);
};

}  // namespace millrace::rows
