// One shard through one segment: lines in, rows, provenance, rejected rows and sketches out, as one
// task of the work folder. Shared by threads: run() keeps all that it changes to itself.
#pragma once
#include <atomic>

#include "clean/pipeline/batch.h"
#include "clean/pipeline/plan.h"
#include "clean/pipeline/replay.h"
#include "clean/pipeline/work_folder.h"

namespace millrace::clean {

struct Stages {
  const Plan& plan;
  std::span<const Step> steps;
  std::vector<Segment> segments;
  RowKeys keys;
  BatchOptions options;
  const WorkFolder& work;
  base::Clock& clock;
  const Replay* replay = nullptr;  // what earlier runs did is taken from their provenance
  std::atomic<std::uint64_t>* bytes_read = nullptr;  // of the inputs, for progress
  std::vector<std::uint64_t> first_rows{};  // of each shard, once the first segment is done

  static std::string task(std::size_t segment, std::size_t shard);
  static std::string resolution(
      std::size_t segment);  // the task whose file says who is a duplicate
  bool is_last(std::size_t segment) const { return segment + 1 == segments.size(); }
};

// What a shard's task counted.
struct ShardFacts {
  std::int64_t lines = 0;  // of the input, blank ones too
  std::int64_t rows = 0;   // that came in
  std::int64_t rejected = 0;
  std::int64_t kept = 0;
  std::vector<StepCounts> steps;
};
json::Value to_json(const ShardFacts& facts);
ShardFacts shard_facts(const json::Value& value);

// Does it and commits it. For segments after the first the resolution before is there.
Result<void> run_stage(const Stages& stages, std::size_t segment, std::size_t shard);

// The number of each shard's first row, from 1, and of the row behind all, when all of the first
// segment is done.
Result<std::vector<std::uint64_t>> count_rows(const Stages& stages);

}  // namespace millrace::clean
