// What is cleaned, cut into shards, and what is done to it, cut into segments at each deduplicator:
// those need all rows of the segment before. Decided once and kept in the work folder, so that
// every instance and every restart does the same. Values and pure functions but for looking at the
// inputs.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "clean/recipe.h"
#include "io/file_system.h"

namespace millrace::clean {

struct Input {
  std::string path;
  std::uint64_t bytes = 0;
  std::int64_t modified_ms = 0;
};

// A range of an input; the lines that begin in it are the shard's.
struct Shard {
  std::size_t input = 0;
  std::uint64_t begin = 0, end = 0;
};

struct Plan {
  std::vector<Input> inputs;
  std::vector<Shard> shards;
  json::Value recipe;  // canonical: what the steps are
  std::uint64_t bytes() const;
};

// Looks at the inputs. `shard_bytes` 0: by their size.
Result<Plan> make_plan(io::FileSystem& files, const std::vector<std::string>& inputs,
                       json::Value recipe, std::uint64_t shard_bytes);
json::Value to_json(const Plan& plan);

// Steps that a shard passes in one go.
struct Segment {
  std::size_t first = 0, end = 0;  // of the steps: mappers and filters
  bool dedup_behind = false;       // step `end` is a deduplicator, and another segment follows
};
// The first `replayed` steps are not run, so that none of them ends a segment.
std::vector<Segment> segments_of(std::span<const Step> steps, std::size_t replayed = 0);

}  // namespace millrace::clean
