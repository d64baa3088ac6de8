#include "runtime/fake_runtime.h"

#include <algorithm>

#include "runtime/log_cursor.h"

namespace millrace::runtime {
namespace {

using Phase = InstanceObservation::Phase;

bool alive(Phase phase) {
  return phase == Phase::kStarting || phase == Phase::kRunning || phase == Phase::kStopping;
}

std::string name_of(const AttemptKey& key) {
  return "attempt " + std::to_string(key.attempt) + " of run " + key.run_id;
}

}  // namespace

FakeRuntime::FakeRuntime(Clock& clock, std::uint64_t seed, Behave behave, FakeFaults faults)
    : clock_(clock), rng_(seed), behave_(std::move(behave)), faults_(faults) {}

bool FakeRuntime::chance(double probability) {
  constexpr std::uint64_t kParts = 1'000'000;
  return probability > 0 &&
         static_cast<double>(rng_.below(kParts)) < probability * static_cast<double>(kParts);
}

void FakeRuntime::happen_later(const std::function<Result<void>()>& act) {
  const auto most =
      static_cast<std::uint64_t>(std::max<std::int64_t>(1, faults_.late_at_most.count()));
  late_.push_back({now_ms() + static_cast<std::int64_t>(rng_.below(most)),
                   [act] { [[maybe_unused]] const auto ignored = act(); }});
}

// One call over a bad line: lost on the way there or back, late, or heard twice.
Result<void> FakeRuntime::call(const std::function<Result<void>()>& act) {
  if (chance(faults_.lose_call)) return fail(ErrorCode::kUnavailable, "the call was lost");
  if (chance(faults_.late_call)) {
    happen_later(act);
    return fail(ErrorCode::kTimeout, "no answer in time");
  }
  auto result = act();
  if (chance(faults_.repeat_call)) happen_later(act);
  if (chance(faults_.lose_reply)) return fail(ErrorCode::kTimeout, "the answer was lost");
  return result;
}

Result<void> FakeRuntime::ensure(const AttemptKey& key, const Specs& specs) {
  const base::MutexLock lock(mutex_);
  settle();
  return call([this, key, specs]() NO_THREAD_SAFETY_ANALYSIS { return apply_ensure(key, specs); });
}

Result<void> FakeRuntime::ensure_gone(const AttemptKey& key) {
  const base::MutexLock lock(mutex_);
  settle();
  return call([this, key]() NO_THREAD_SAFETY_ANALYSIS { return apply_gone(key); });
}

Result<void> FakeRuntime::forget(const AttemptKey& key) {
  const base::MutexLock lock(mutex_);
  settle();
  return apply_forget(key);
}

Result<void> FakeRuntime::apply_ensure(const AttemptKey& key, const Specs& specs) {
  auto& attempt = attempts_[key];
  if (attempt.gone) return fail(ErrorCode::kConflict, name_of(key) + " was stopped");
  for (const auto& spec : specs) {
    const auto found = attempt.instances.find(spec.instance);
    if (found != attempt.instances.end() && !same_spec(found->second.spec, spec))
      return fail(ErrorCode::kConflict, name_of(key) + " has another specification");
  }
  bool unheard = false;
  for (const auto& spec : specs) {
    if (attempt.instances.contains(spec.instance)) continue;
    if (silent_.contains(spec.node)) {
      unheard = true;
      continue;
    }
    Instance instance{.spec = spec, .behaviour = behave_(key, spec)};
    instance.phase = Phase::kStarting;
    instance.starts_at_ms = now_ms() + instance.behaviour.start_after.count();
    attempt.instances.emplace(spec.instance, std::move(instance));
  }
  if (unheard) return fail(ErrorCode::kUnavailable, "a node of " + name_of(key) + " is silent");
  return {};
}

Result<void> FakeRuntime::apply_gone(const AttemptKey& key) {
  auto& attempt = attempts_[key];
  attempt.gone = true;
  for (auto& [number, instance] : attempt.instances)
    if (!silent_.contains(instance.spec.node)) stop(instance, now_ms());
  return {};
}

Result<void> FakeRuntime::apply_forget(const AttemptKey& key) {
  const auto found = attempts_.find(key);
  if (found == attempts_.end()) return {};
  for (const auto& [number, instance] : found->second.instances)
    if (alive(instance.phase)) return fail(ErrorCode::kConflict, name_of(key) + " still runs");
  attempts_.erase(found);
  return {};
}

void FakeRuntime::start(const AttemptKey& key, Instance& instance, std::int64_t at) {
  instance.phase = Phase::kRunning;
  instance.started_at_ms = at;
  instance.ends_at_ms = at + instance.behaviour.run_for.count();
  instance.log += instance.behaviour.log;
  ++instance.starts;
  for (const auto& [other, attempt] : attempts_) {
    if (other.run_id != key.run_id || other.attempt >= key.attempt) continue;
    for (const auto& [number, old] : attempt.instances)
      if (alive(old.phase))
        violations_.push_back(name_of(key) + " started while instance " + std::to_string(number) +
                              " of attempt " + std::to_string(other.attempt) + " ran");
  }
}

void FakeRuntime::finish(Instance& instance, protocol::ExitRecord record, std::int64_t at) {
  record.stopped = record.stopped || instance.stop_asked;
  record.ended_at_ms = at;
  record.duration_ms = instance.started_at_ms == 0 ? 0 : at - instance.started_at_ms;
  instance.phase = Phase::kExited;
  instance.exit = record;
}

void FakeRuntime::stop(Instance& instance, std::int64_t at) {
  if (!alive(instance.phase) || instance.stop_asked) return;
  instance.stop_asked = true;
  if (instance.phase == Phase::kStarting) {
    finish(instance, {.start_error = "StoppedBeforeStart: stopped before it started"}, at);
    return;
  }
  instance.phase = Phase::kStopping;
  instance.stop_at_ms = instance.behaviour.on_term == FakeBehaviour::OnTerm::kEnds
                            ? at
                            : at + instance.spec.stop_grace_s * 1000;
}

void FakeRuntime::settle(const AttemptKey& key, Instance& instance, std::int64_t now) {
  if (instance.phase == Phase::kStarting && instance.starts_at_ms <= now) {
    if (!instance.behaviour.end.start_error.empty()) {
      finish(instance, instance.behaviour.end, instance.starts_at_ms);
      return;
    }
    start(key, instance, instance.starts_at_ms);
  }
  if (instance.phase == Phase::kStopping && instance.stop_at_ms <= now &&
      instance.stop_at_ms <= instance.ends_at_ms) {
    const int signal = instance.behaviour.on_term == FakeBehaviour::OnTerm::kEnds ? 15 : 9;
    finish(instance, {.signal = signal}, instance.stop_at_ms);
  } else if ((instance.phase == Phase::kRunning || instance.phase == Phase::kStopping) &&
             instance.ends_at_ms <= now) {
    finish(instance, instance.behaviour.end, instance.ends_at_ms);
  }
  if (alive(instance.phase)) instance.last_seen_ms = now;
}

void FakeRuntime::settle() {
  const std::int64_t now = now_ms();
  std::vector<LateCall> due;
  std::erase_if(late_, [&](LateCall& call) {
    if (call.due_ms > now) return false;
    due.push_back(std::move(call));
    return true;
  });
  for (auto& call : due) call.act();
  for (auto& [key, attempt] : attempts_)
    for (auto& [number, instance] : attempt.instances) settle(key, instance, now);
}

Result<Observation> FakeRuntime::observe() {
  const base::MutexLock lock(mutex_);
  settle();
  if (chance(faults_.lose_call) || chance(faults_.lose_reply))
    return fail(ErrorCode::kUnavailable, "the call was lost");
  Observation out{.completeness = Observation::Completeness::kComplete, .as_of_ms = now_ms()};
  out.silent_nodes.assign(silent_.begin(), silent_.end());
  if (!silent_.empty()) out.completeness = Observation::Completeness::kIncomplete;
  for (const auto& [key, attempt] : attempts_) {
    if (chance(faults_.drop_from_view)) {
      out.completeness = Observation::Completeness::kIncomplete;
      continue;
    }
    AttemptObservation seen{.key = key};
    for (const auto& [number, i] : attempt.instances)
      if (!silent_.contains(i.spec.node))
        seen.instances.push_back({number, i.phase, i.exit, i.started_at_ms, i.last_seen_ms});
    if (!seen.instances.empty() || attempt.instances.empty())
      out.attempts.push_back(std::move(seen));
  }
  return out;
}

Result<FakeRuntime::Instance*> FakeRuntime::find(const AttemptKey& key, std::int64_t number) {
  settle();
  const auto attempt = attempts_.find(key);
  if (attempt != attempts_.end()) {
    const auto instance = attempt->second.instances.find(number);
    if (instance != attempt->second.instances.end()) return &instance->second;
  }
  return fail(ErrorCode::kNotFound,
              "no instance " + std::to_string(number) + " in " + name_of(key));
}

Result<Chunk> FakeRuntime::read(const AttemptKey& key, std::int64_t number, Stream stream,
                                const std::string& cursor, std::size_t max_bytes) {
  const base::MutexLock lock(mutex_);
  TRY_ASSIGN(const Instance* const instance, find(key, number));
  const std::string text = stream == Stream::kLog ? instance->log : std::string();
  TRY_ASSIGN(const LogCursor from, parse_log_cursor(cursor));
  std::uint64_t offset = std::min<std::uint64_t>(from.offset, text.size());
  if (from.kind == LogCursor::Kind::kTail) offset = tail_offset(text, from.lines);
  Chunk chunk{.bytes = text.substr(offset, max_bytes)};
  offset += chunk.bytes.size();
  chunk.next = std::to_string(offset);
  chunk.end = offset < text.size()     ? Chunk::End::kMoreNow
              : alive(instance->phase) ? Chunk::End::kMoreLater
                                       : Chunk::End::kEnd;
  return chunk;
}

Result<std::vector<InstanceSample>> FakeRuntime::sample(const AttemptKey& key) {
  const base::MutexLock lock(mutex_);
  settle();
  std::vector<InstanceSample> out;
  const auto attempt = attempts_.find(key);
  if (attempt == attempts_.end()) return out;
  const std::int64_t now = now_ms();
  for (const auto& [number, i] : attempt->second.instances) {
    if (i.phase != Phase::kRunning && i.phase != Phase::kStopping) continue;
    out.push_back({.instance = number,
                   .at_ms = now,
                   .cpu_usage_us = (now - i.started_at_ms) * i.spec.resources.cpu_millis,
                   .memory_bytes = i.spec.resources.memory_bytes / 2,
                   .memory_limit_bytes = i.spec.resources.memory_bytes});
  }
  return out;
}

Result<std::unique_ptr<Terminal>> FakeRuntime::open_terminal(const AttemptKey& key,
                                                             std::int64_t number,
                                                             const std::vector<std::string>&, int,
                                                             int) {
  const base::MutexLock lock(mutex_);
  TRY(find(key, number));
  return fail(ErrorCode::kUnavailable, "instances in memory have no terminal");
}

Result<Endpoint> FakeRuntime::endpoint(const AttemptKey& key, std::int64_t number,
                                       const std::string& port) {
  const base::MutexLock lock(mutex_);
  TRY_ASSIGN(const Instance* const instance, find(key, number));
  for (const auto& declared : instance->spec.ports)
    if (declared.name == port)
      return Endpoint{.unix_socket = "/fake/" + key.run_id + "/" + std::to_string(key.attempt) +
                                     "/" + std::to_string(number) + "/" + port};
  return fail(ErrorCode::kNotFound, "no port " + port + " is declared");
}

Result<NodeFacts> FakeRuntime::facts() {
  return NodeFacts{.name = "fake",
                   .cpu_millis = 8000,
                   .memory_bytes = std::int64_t{64} << 30,
                   .disk_bytes = std::int64_t{1} << 40};
}

Result<std::string> FakeRuntime::newest_checkpoint(const std::string& run_id) {
  const base::MutexLock lock(mutex_);
  const auto found = checkpoints_.find(run_id);
  return found == checkpoints_.end() ? std::string() : found->second;
}

}  // namespace millrace::runtime
