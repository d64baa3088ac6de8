// What LocalRuntime reads of instances.
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

Result<Chunk> LocalRuntime::read(const AttemptKey& key, std::int64_t number, Stream stream,
                                 const std::string& cursor, std::size_t max_bytes) {
  TRY(check_instance(key, number));
  // Looked at before the bytes: an end seen now has all of them behind it.
  const Phase phase = look(key, number).phase;
  const bool over = phase == Phase::kExited || phase == Phase::kLost;
  Chunk chunk;
  chunk.next = cursor;
  chunk.end = over ? Chunk::End::kEnd : Chunk::End::kMoreLater;
  if (stream != Stream::kLog) return chunk;
  const shim::LogReader log(fs_, layout_.instance(key, number));
  TRY_ASSIGN(const std::uint64_t from, position(log, cursor));
  TRY_ASSIGN(auto read, log.read(from, max_bytes));
  chunk.bytes = std::move(read.bytes);
  chunk.next = std::to_string(read.next);
  chunk.skipped_bytes = read.skipped;
  if (read.next < read.end) chunk.end = Chunk::End::kMoreNow;
  return chunk;
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
