// Which rows are duplicates: pairs are walked in the order of rows, and a row that is like an
// earlier one which stays goes. So the first of a kind always stays, and nothing goes for a row
// that it is not like itself. One thread's.
#pragma once
#include <optional>
#include <vector>

#include "clean/dedup/candidates.h"
#include "clean/pipeline/provenance.h"

namespace millrace::clean {

struct DropRecord {
  std::uint64_t line = 0;  // within its shard
  std::uint64_t winner_shard = 0, winner_line = 0;
  double similarity = 0;
};

// The text that the deduplicator compares, of a row of a shard's rows file.
using TextOfRow = std::function<Result<std::string>(const std::string& row)>;

// When all parts are done: who goes, as the task `task`. Memory: one bit a slot.
Result<void> resolve_duplicates(const DedupSearch& search, const std::string& task,
                                const TextOfRow& text_of);

// The rows of one shard that go. find() is asked in ascending order.
class DuplicateReader {
 public:
  // `resolution`: what resolve_duplicates made; `shard_task`: what made the shard's rows;
  // `first_rows`: the number of each shard's first row.
  static Result<std::unique_ptr<DuplicateReader>> open(
      const WorkFolder& work, const std::string& resolution, const std::string& shard_task,
      std::size_t shard, const std::vector<std::uint64_t>& first_rows);
  Result<std::optional<Duplicate>> find(std::uint64_t line);

 private:
  explicit DuplicateReader(const std::vector<std::uint64_t>& first_rows)
      : first_rows_(first_rows) {}
  Duplicate duplicate(const DropRecord& drop) const;

  const std::vector<std::uint64_t>& first_rows_;
  std::size_t shard_ = 0;
  std::vector<DropRecord> drops_;  // ascending by line
  std::size_t at_ = 0;
  struct SameReader;
  std::shared_ptr<SameReader> same_;  // equal to an earlier row of the shard
  std::optional<SameRecord> next_same_;
};

}  // namespace millrace::clean
