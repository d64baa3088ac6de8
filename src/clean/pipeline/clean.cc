#include "clean/pipeline/clean.h"

#include <fmt/core.h>

#include <algorithm>

#include "clean/dedup/duplicates.h"
#include "clean/pipeline/assemble.h"
#include "clean/pipeline/stage.h"
#include "clean/pipeline/task_loop.h"

namespace millrace::clean {
namespace {

// What the program itself takes, whatever it does.
constexpr std::uint64_t kOwnMemory = std::uint64_t{96} << 20;
constexpr std::uint64_t kLeastMemory = std::uint64_t{192} << 20;
// A row on its way is there as line, padded line, tape, texts before and after, new line, and as
// the hashes of its pieces.
constexpr std::uint64_t kMemoryPerRowByte = 56;
// Where filters look at fields, it is also a document.
constexpr std::uint64_t kMemoryPerDocumentByte = 112;
constexpr std::size_t kLeastMaxRow = std::size_t{64} << 10, kMostMaxRow = std::size_t{64} << 20;
constexpr int kMostWorkers = 1024;

Result<void> check(const CleanJob& job) {
  if (job.inputs.empty()) return fail(ErrorCode::kInvalid, "there is no input");
  if (job.output.empty()) return fail(ErrorCode::kInvalid, "there is no output");
  if (job.workers < 1 || job.workers > kMostWorkers)
    return fail(ErrorCode::kInvalid, fmt::format("workers: 1 to {}", kMostWorkers));
  if (job.team.size < 1 || job.team.index < 0 || job.team.index >= job.team.size)
    return fail(ErrorCode::kInvalid,
                "the number of the instance is from 0 to their count less one");
  if (job.memory_bytes < kLeastMemory)
    return fail(ErrorCode::kInvalid, fmt::format("memory: at least {} MiB", kLeastMemory >> 20));
  for (const std::string& input : job.inputs)
    if (input == job.output || input == job.provenance)
      return fail(ErrorCode::kInvalid, fmt::format("{} is an input: write to another file", input));
  if (job.undo && job.undo->provenance == job.provenance)
    return fail(ErrorCode::kInvalid,
                "the new provenance goes to another file than the one that is read");
  return {};
}

std::size_t max_row(const CleanJob& job, std::uint64_t memory) {
  if (job.max_row_bytes != 0) return job.max_row_bytes;
  const bool documents = std::ranges::any_of(
      job.steps, [](const Step& step) { return step.type->reads == Reads::kFields; });
  const std::uint64_t each = memory / static_cast<std::uint64_t>(job.workers) /
                             (documents ? kMemoryPerDocumentByte : kMemoryPerRowByte);
  return std::clamp(static_cast<std::size_t>(each), kLeastMaxRow, kMostMaxRow);
}

json::Value identity(const CleanJob& job, const Plan& plan, std::size_t max_row_bytes) {
  json::Value value = to_json(plan);
  json::Object& object = *value.as_object();
  object["max_row_bytes"] = static_cast<std::int64_t>(max_row_bytes);
  object["records"] = !job.provenance.empty();
  if (job.undo) {
    object["replay"] = job.undo->provenance;
    object["replayed_steps"] = static_cast<std::int64_t>(job.undo->steps);
  }
  return value;
}

class CleanRun {
 public:
  CleanRun(const CleanJob& job, Stages& stages, std::uint64_t memory, CleanWatcher& watcher)
      : job_(job), stages_(stages), memory_(memory), watcher_(watcher) {}

  Result<CleanSummary> run() {
    for (std::size_t segment = 0; segment < stages_.segments.size(); ++segment) {
      TRY(run_shards(segment));
      if (segment == 0) {
        TRY_ASSIGN(stages_.first_rows, count_rows(stages_));
      }
      if (stages_.segments[segment].dedup_behind) TRY(find_duplicates(segment));
    }
    if (job_.team.index != 0) return CleanSummary{.steps = {}, .put_together = false};
    TRY_ASSIGN(CleanSummary sum, assemble(stages_, job_));
    sum.tasks_found = found_.load();
    return sum;
  }

 private:
  // Does a task unless it was done, now or by an earlier run.
  template <class Act>
  Result<void> once(const std::string& task, Act act) {
    TRY_ASSIGN(const auto record, stages_.work.find(task, WorkFolder::Check::kWhole));
    if (!record) return act();
    ++found_;
    return {};
  }

  Result<void> run_shards(std::size_t segment) {
    std::atomic<std::uint64_t> done{0};
    stages_.bytes_read = segment == 0 ? &done : nullptr;
    const auto run = [&](std::size_t shard) {
      bool was_done = true;
      auto result = once(Stages::task(segment, shard), [&] {
        was_done = false;
        return run_stage(stages_, segment, shard);
      });
      if (was_done) done += stages_.plan.shards[shard].end - stages_.plan.shards[shard].begin;
      return result;
    };
    return run_tasks({.order = order_of(stages_.plan.shards.size(), job_.team),
                      .run = run,
                      .workers = job_.workers,
                      .phase = segment == 0 ? "cleaning" : "writing",
                      .done = segment == 0 ? &done : nullptr,
                      .total = stages_.plan.bytes()},
                     watcher_);
  }

  Result<void> find_duplicates(std::size_t segment) {
    const std::size_t step = stages_.segments[segment].end;
    const DedupSearch search{
        .work = stages_.work,
        .deduplicator = static_cast<const Deduplicator&>(*stages_.steps[step].made),
        .shards = stages_.plan.shards.size(),
        .segment = segment,
        .task_of = [segment](std::size_t shard) { return Stages::task(segment, shard); },
        .memory = static_cast<std::size_t>(memory_ / static_cast<std::uint64_t>(job_.workers))};
    TRY(run_tasks({.order = order_of(kParts, job_.team),
                   .run =
                       [&](std::size_t part) {
                         return once(search.part_task(part),
                                     [&] { return search_part(search, part); });
                       },
                   .workers = job_.workers,
                   .phase = "comparing",
                   .done = nullptr,
                   .total = 0},
                  watcher_));
    RowIntake intake(stages_.keys, stages_.options);
    BatchRow row;
    std::string buffer;
    const TextOfRow text_of = [&](const std::string& json) -> Result<std::string> {
      intake.read(json, json.size(), row);
      if (row.state != BatchRow::State::kKept)
        return fail(ErrorCode::kCorrupt, "a row of the work folder cannot be read again");
      return std::string(joined_text(row, stages_.keys.of_step(step), buffer));
    };
    const std::string task = Stages::resolution(segment);
    return run_tasks({.order = {0},
                      .run =
                          [&](std::size_t) {
                            return once(task,
                                        [&] { return resolve_duplicates(search, task, text_of); });
                          },
                      .workers = 1,
                      .phase = "deciding",
                      .done = nullptr,
                      .total = 0},
                     watcher_);
  }

  const CleanJob& job_;
  Stages& stages_;
  const std::uint64_t memory_;
  CleanWatcher& watcher_;
  std::atomic<std::size_t> found_{0};
};

}  // namespace

Result<CleanSummary> clean(io::FileSystem& files, base::Clock& clock, const CleanJob& job,
                           CleanWatcher& watcher) {
  TRY(check(job));
  const std::uint64_t memory = job.memory_bytes - kOwnMemory;
  TRY_ASSIGN(Plan plan, make_plan(files, job.inputs, to_json(job.recipe), job.shard_bytes));
  if (job.undo) plan.shards = job.undo->shards;
  BatchOptions options{.max_row_bytes = max_row(job, memory)};
  if (!job.provenance.empty()) options.records = BatchOptions::Records::kAll;
  WorkFolder work(files, job.work.empty() ? job.output + ".work" : job.work,
                  fmt::format("i{}", job.team.index));
  TRY(work.open(identity(job, plan, options.max_row_bytes)));
  TRY_ASSIGN(const RowKeys keys, RowKeys::of(job.steps));
  std::optional<Replay> replay;
  if (job.undo) replay.emplace(files, job.undo->provenance, job.undo->steps, job.undo->ranges);
  Stages stages{.plan = plan,
                .steps = job.steps,
                .segments = segments_of(job.steps, job.undo ? job.undo->steps : 0),
                .keys = keys,
                .options = options,
                .work = work,
                .clock = clock,
                .replay = replay ? &*replay : nullptr};
  auto sum = CleanRun(job, stages, memory, watcher).run();
  if (!sum) {
    // The instance that puts the results together has finished, and with it this one.
    if (job.team.index != 0 && !work.present())
      return CleanSummary{.steps = {}, .put_together = false};
    return sum;
  }
  if (sum->put_together) TRY(work.remove());
  return sum;
}

}  // namespace millrace::clean
