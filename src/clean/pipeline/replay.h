// What earlier steps did to rows, taken from a provenance file instead of doing it again: so that a
// later step can be undone without rerunning those before it. A Replay is constant and shared by
// threads; a ReplayReader is one thread's.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "clean/pipeline/batch.h"
#include "clean/pipeline/lines.h"
#include "clean/pipeline/plan.h"

namespace millrace::clean {

// Where a shard's lines are in a provenance file.
struct RecordRange {
  std::uint64_t first_row = 1;
  std::uint64_t begin = 0, end = 0;  // bytes
};

class ReplayReader {
 public:
  ReplayReader(std::unique_ptr<io::File> file, RecordRange range, std::size_t steps);
  // Does to the row what the steps did: changes, drops and rejections, with their records.
  Result<void> apply(BatchRow& row);

 private:
  struct Record {
    std::uint64_t row = 0;
    std::size_t step = 0;
    json::Value value;
    std::string members;
  };
  Result<void> read_next();
  Result<void> change(BatchRow& row, std::span<const Record> edits);

  std::unique_ptr<io::File> file_;
  RecordRange range_;
  std::size_t steps_;
  LineReader lines_;
  std::optional<Record> next_;
  bool started_ = false;
};

class Replay {
 public:
  // Steps before `steps` are replayed.
  Replay(io::FileSystem& files, std::string provenance, std::size_t steps,
         std::vector<RecordRange> shards)
      : files_(files),
        provenance_(std::move(provenance)),
        steps_(steps),
        shards_(std::move(shards)) {}
  std::size_t steps() const { return steps_; }
  Result<std::unique_ptr<ReplayReader>> open(std::size_t shard) const;

 private:
  io::FileSystem& files_;
  std::string provenance_;
  std::size_t steps_;
  std::vector<RecordRange> shards_;
};

}  // namespace millrace::clean
