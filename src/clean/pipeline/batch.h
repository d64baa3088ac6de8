// Some rows on their way through the steps of a segment. Rows go step by step, all of the batch
// through one and then through the next: so a step's time is measured once for many rows. One
// thread's; keeps its buffers.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "clean/pipeline/provenance.h"
#include "clean/recipe.h"
#include "json/row_text.h"

namespace millrace::clean {

struct BatchField {
  std::size_t key = 0;  // of RowKeys::paths
  std::string path;     // "messages[2].content"
  std::string text;
  bool changed = false;
};

struct BatchRow {
  enum class State : std::uint8_t { kKept, kDropped, kRejected };
  State state = State::kKept;
  std::uint64_t line = 0;  // within the shard
  std::uint64_t size = 0;  // of the line as it was
  std::string json;
  std::vector<BatchField> fields;
  std::size_t field_count = 0;          // the rest are buffers
  std::string reason;                   // of a rejection
  std::vector<std::size_t> changed_by;  // steps of a replay
  std::size_t ended_by = 0;             // the step of a replay that dropped or rejected it
  std::string records;                  // provenance

  std::span<BatchField> used() { return std::span(fields).first(field_count); }
  BatchField& add_field();
};

// Which strings of a row the steps work on.
class RowKeys {
 public:
  static Result<RowKeys> of(std::span<const Step> steps);
  const std::vector<json::FieldPath>& paths() const { return paths_; }
  std::span<const std::size_t> of_step(std::size_t step) const { return of_step_[step]; }
  // Whether a row without any of the strings is wrong: a step is for texts.
  enum class Need : std::uint8_t { kNone, kText } need = Need::kNone;

 private:
  std::vector<json::FieldPath> paths_;
  std::vector<std::vector<std::size_t>> of_step_;
};

struct StepCounts {
  std::int64_t in = 0, out = 0, changed = 0, dropped = 0, ms = 0;
  void add(const StepCounts& other);
};

struct BatchOptions {
  std::size_t max_row_bytes = std::size_t{16} << 20;
  enum class Records : std::uint8_t { kNone, kAll } records = Records::kNone;
};

// Reads rows.
class RowIntake {
 public:
  RowIntake(const RowKeys& keys, BatchOptions options) : keys_(keys), options_(options) {}
  // Fills all but `line`; a row that cannot be read becomes kRejected.
  void read(std::string_view bytes, std::uint64_t size, BatchRow& row);

 private:
  Result<void> find_fields(BatchRow& row);
  const RowKeys& keys_;
  BatchOptions options_;
  json::RowReader reader_;
  std::vector<json::FoundText> found_;
};

// Does steps [first, end) to rows.
class StepWork {
 public:
  StepWork(std::span<const Step> steps, std::size_t first, std::size_t end, const RowKeys& keys,
           BatchOptions options, base::Clock& clock);
  void run(std::span<BatchRow> rows);
  const std::vector<StepCounts>& counts() const { return counts_; }  // of all steps, by number

 private:
  void map(std::size_t step, BatchRow& row, StepCounts& counts);
  void judge(std::size_t step, BatchRow& row, StepCounts& counts);
  void reject(std::size_t step, BatchRow& row, std::string reason);

  std::span<const Step> steps_;
  std::size_t first_, end_;
  const RowKeys& keys_;
  BatchOptions options_;
  base::Clock& clock_;
  std::vector<StepCounts> counts_;
  Edits edits_;
  std::string next_;
};

// The row as it is now: its own bytes where nothing was changed.
Result<std::string_view> row_text(BatchRow& row, std::string& buffer);
// The texts that a step works on as one, for deduplicators.
std::string_view joined_text(BatchRow& row, std::span<const std::size_t> keys, std::string& buffer);

}  // namespace millrace::clean
