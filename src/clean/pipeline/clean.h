// Cleaning of files of rows: steps of a recipe over lines of JSON, on all cores, within a limit of
// memory, in the order of the input. The bytes that come out depend on inputs and recipe alone, not
// on workers or instances. What is finished is kept in a work folder, so that a run that was killed
// goes on where it was; several instances may share one. Blocking; one call at a time per team.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "clean/pipeline/batch.h"
#include "clean/pipeline/plan.h"
#include "clean/pipeline/replay.h"

namespace millrace::clean {

// Instances of one run over a shared work folder. Number 0 puts the results together.
struct Team {
  int index = 0;
  int size = 1;
};

struct Undo {
  std::string provenance;  // of the run whose steps are taken over
  std::size_t steps = 0;   // those before this one
  std::vector<Shard> shards;
  std::vector<RecordRange> ranges;
};

struct CleanJob {
  Recipe recipe;  // what the steps are made of; kept in plan and summary
  std::vector<Step> steps;
  std::vector<std::string> inputs;
  std::string output;
  std::string provenance;  // empty: none is written
  std::string rejected;    // rows that could not be read; empty: `output`.rejected.jsonl
  std::string work;        // empty: `output`.work
  int workers = 1;
  Team team;
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;
  std::size_t max_row_bytes = 0;  // 0: by memory and workers
  std::uint64_t shard_bytes = 0;  // 0: by the size of the inputs
  std::optional<Undo> undo;       // steps that are taken from a provenance
};

struct CleanSummary {
  std::int64_t rows_in = 0, rows_out = 0, rejected = 0;
  std::vector<StepCounts> steps;
  std::size_t tasks_found = 0;  // that an earlier run had finished
  bool put_together = true;     // false: another instance does
};

// Sees how far it is, and may end it; called by the thread that called clean().
class CleanWatcher {
 public:
  enum class Answer { kGoOn, kStop };
  virtual ~CleanWatcher() = default;
  virtual Answer progress(std::string_view phase, std::uint64_t done, std::uint64_t total) = 0;
};

// kCancelled when the watcher said so; the work folder stays.
Result<CleanSummary> clean(io::FileSystem& files, base::Clock& clock, const CleanJob& job,
                           CleanWatcher& watcher);

}  // namespace millrace::clean
