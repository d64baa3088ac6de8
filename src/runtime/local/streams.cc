// What LocalRuntime reads of instances.
#include "runtime/local/checkpoint.h"
#include "runtime/local/local_runtime.h"
#include "runtime/log_cursor.h"
#include "shim/cgroup.h"
#include "shim/log_files.h"

namespace millrace::runtime {
namespace {

using Phase = InstanceObservation::Phase;

Result<std::uint64_t> position(const shim::LogReader& log, const std::string& text) {
  TRY_ASSIGN(const LogCursor cursor, parse_log_cursor(text));
  switch (cursor.kind) {
    case LogCursor::Kind::kOffset:
      return cursor.offset;
    case LogCursor::Kind::kTail:
      return log.tail(cursor.lines);
    case LogCursor::Kind::kSince:
      return log.since(cursor.since_ms);
  }
  return cursor.offset;
}

}  // namespace

Result<Chunk> LocalRuntime::read_log(const AttemptKey& key, std::int64_t number,
                                     const std::string& cursor, std::size_t max_bytes,
                                     Writers writers) {
  const shim::LogReader log(fs_, layout_.instance(key, number));
  TRY_ASSIGN(const std::uint64_t from, position(log, cursor));
  TRY_ASSIGN(auto read, log.read(from, max_bytes));
  Chunk chunk{.bytes = std::move(read.bytes),
              .next = std::to_string(read.next),
              .end = writers == Writers::kGone ? Chunk::End::kEnd : Chunk::End::kMoreLater,
              .skipped_bytes = read.skipped};
  if (read.next < read.end) chunk.end = Chunk::End::kMoreNow;
  return chunk;
}

Result<Chunk> LocalRuntime::read(const AttemptKey& key, std::int64_t number, Stream stream,
                                 const std::string& cursor, std::size_t max_bytes) {
  TRY(check_instance(key, number));
  // Looked at before the bytes: an end seen now has all of them behind it.
  const Phase phase = look(key, number).phase;
  const bool over = phase == Phase::kExited || phase == Phase::kLost;
  const Writers writers = over ? Writers::kGone : Writers::kAlive;
  const std::string io = layout_.instance(key, number) + "/io";
  switch (stream) {
    case Stream::kLog:
      return read_log(key, number, cursor, max_bytes, writers);
    case Stream::kProgress:
      return read_lines(io, "progress", cursor, max_bytes, writers);
    case Stream::kUsage:
      return read_bytes(io, "usage.journal", cursor, max_bytes, writers);
    case Stream::kScalars:
      break;
  }
  if (number != 0) return Chunk{.end = Chunk::End::kEnd};
  return read_scalars(layout_.output(key.run_id), "tensorboard", cursor, max_bytes, writers);
}

Result<io::Fd> LocalRuntime::open_output(const std::string& run_id, const std::string& path) {
  TRY(check_folder_name(run_id, "run_id"));
  return open_plain_beneath(layout_.output(run_id), path);
}

Result<std::string> LocalRuntime::newest_checkpoint(const std::string& run_id) {
  TRY(check_folder_name(run_id, "run_id"));
  std::int64_t last_alive = 0;
  TRY_ASSIGN(const Observation now, observe());
  for (const auto& attempt : now.attempts) {
    if (attempt.key.run_id != run_id) continue;
    for (const auto& instance : attempt.instances) {
      const bool over = instance.phase == Phase::kExited || instance.phase == Phase::kLost;
      last_alive = std::max(last_alive, !over           ? now.as_of_ms
                                        : instance.exit ? instance.exit->ended_at_ms
                                                        : instance.last_seen_ms);
    }
  }
  TRY_ASSIGN(const std::string name, find_newest_checkpoint(layout_.output(run_id), last_alive));
  return name.empty() ? name : "/work/output/checkpoints/" + name;
}

Result<std::vector<InstanceSample>> LocalRuntime::sample(const AttemptKey& key) {
  std::vector<std::int64_t> numbers;
  {
    const base::MutexLock lock(mutex_);
    if (const auto found = attempts_.find(key); found != attempts_.end())
      for (const auto& [number, seen] : found->second.instances) numbers.push_back(number);
  }
  std::vector<InstanceSample> out;
  for (const auto number : numbers) {
    const auto phase = look(key, number).phase;
    if (phase != Phase::kRunning && phase != Phase::kStopping) continue;
    const auto plan = folder(key, number).plan();
    const auto group = plan ? shim::open_cgroup(plan->cgroup) : nullptr;
    if (!group) continue;
    const auto usage = group->usage();
    InstanceSample sample{.instance = number,
                          .at_ms = base::unix_ms(clock_.now()),
                          .cpu_usage_us = usage.cpu_us,
                          .memory_bytes = usage.memory_bytes,
                          .memory_limit_bytes = usage.memory_limit_bytes,
                          .disk_read_bytes = usage.disk_read_bytes,
                          .disk_write_bytes = usage.disk_write_bytes};
    // A shared network is counted once, at the first instance of the run on this node.
    const bool counted = !plan->network_namespace.empty() &&
                         (plan->network_namespace.ends_with("." + std::to_string(number)) ||
                          number == numbers.front());
    const auto processes = group->processes();
    if (counted && !processes.empty())
      if (const auto counters = network_counters(processes.front())) {
        sample.network_in_bytes = counters->in_bytes;
        sample.network_out_bytes = counters->out_bytes;
      }
    out.push_back(sample);
  }
  return out;
}

}  // namespace millrace::runtime
