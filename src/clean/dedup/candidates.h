// One part of the search for rows that are alike: the keys of that part from all shards, sorted;
// rows with the same key are compared by their signatures; what may be alike comes out as pairs. A
// task of the work folder: several instances may share the parts. Memory is bounded by the caller's
// number, whatever is equal to whatever.
#pragma once
#include "clean/dedup/slots.h"

namespace millrace::clean {

// Ordered by the later row, then by the earlier one.
struct PairRecord {
  SlotId later, earlier;
  double similarity = 0;
  std::uint64_t ask_texts = 0;  // 1: the signatures do not decide

  friend bool operator<(const PairRecord& a, const PairRecord& b) {
    return std::pair(a.later.value, a.earlier.value) < std::pair(b.later.value, b.earlier.value);
  }
};

struct DedupSearch {
  const WorkFolder& work;
  const Deduplicator& deduplicator;
  std::size_t shards = 0;
  std::size_t segment = 0;  // whose rows they are
  std::function<std::string(std::size_t shard)> task_of;
  std::size_t memory = 0;

  std::string part_task(std::size_t part) const;
};

// The task's file "pairs" holds PairRecords, sorted, each once.
Result<void> search_part(const DedupSearch& search, std::size_t part);

}  // namespace millrace::clean
