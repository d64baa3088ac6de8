#include "sim_rows.h"

#include "control/instance_specs.h"
#include "control/run_loop.h"

namespace millrace::sim {

using resource::Run;
using resource::RunState;

Result<void> MemoryRows::line() {
  if (!fuse_.burn()) return fail(ErrorCode::kUnavailable, "the server is dead");
  if (rng_.below(100) < loss_percent_) return fail(ErrorCode::kUnavailable, "the database is away");
  return {};
}

Result<MemoryRows::Loaded> MemoryRows::load() {
  TRY(line());
  Loaded out{.runs = {}, .nodes = all_nodes()};
  for (const auto& [id, run] : runs_)
    if (run.active) out.runs.push_back(run);
  return out;
}

Result<Run> MemoryRows::apply(const Run& before, const control::Step& step) {
  TRY(line());
  const auto found = runs_.find(before.id);
  if (found == runs_.end()) return fail(ErrorCode::kNotFound, "no such run");
  if (found->second.revision != before.revision)
    return fail(ErrorCode::kConflict, "the run has changed");
  const auto change = step.change.value_or(
      control::StateChange{before.state, before.state_reason, before.state_message});
  write(step.next, change);
  for (const auto& cordon : step.cordons) {
    nodes_.at(cordon.node).cordoned = true;
    nodes_.at(cordon.node).cordon_reason = cordon.reason;
  }
  TRY(line());  // done, but the caller may never learn it
  return runs_.at(before.id);
}

void MemoryRows::write(Run run, const control::StateChange& change) {
  run.state = change.to;
  run.state_reason = change.reason;
  run.state_message = change.message;
  run.active = resource::is_active(run.state);
  ++run.revision;
  if (!run.active) run.ended_at = clock_.now();
  check(runs_.at(run.id), run);
  runs_[run.id] = std::move(run);
  std::vector<sched::Holding> held;
  for (const auto& [id, r] : runs_)
    for (auto& h : control::holdings(r)) held.push_back(std::move(h));
  if (const auto words = sched::over_committed(control::node_views(all_nodes()), held);
      !words.empty())
    violations_.push_back(words);
}

void MemoryRows::check(const Run& before, const Run& after) {
  const auto wrong = [&](const std::string& what) {
    violations_.push_back(after.id + ": " + what);
  };
  const bool same = before.state == after.state;
  if (!same && !resource::may_advance(before.state, after.state))
    wrong("went from " + std::string(word(before.state)) + " to " + std::string(word(after.state)));
  if (same && !before.active) wrong("changed after its end");
  if (after.attempt != before.attempt && after.attempt != before.attempt + 1)
    wrong("skipped an attempt");
  const bool needs_reason = after.state == RunState::kQueued || after.state == RunState::kFailed ||
                            after.state == RunState::kRecovering;
  if (needs_reason && (after.state_reason.empty() || after.state_message.empty()))
    wrong("gives no reason");
  if (after.state == RunState::kSucceeded)
    for (const auto& i : after.instances)
      if (!i.exit || i.exit->exit_code != 0 || i.exit->signal != 0)
        wrong("succeeded without its instances");
}

Result<void> MemoryRows::set_card_fault(const std::string& node, std::int64_t card,
                                        resource::FaultLevel level) {
  TRY(line());
  for (auto& c : nodes_.at(node).cards)
    if (c.index == card) c.fault = level;
  return {};
}

std::string MemoryRows::submit(const Run& run) {
  Run row = run;
  row.queued_at = row.created_at = clock_.now();
  row.state = RunState::kQueued;
  row.state_reason = "WaitingForResources";
  row.state_message = "Waits to be placed.";
  const std::string id = row.id;
  runs_[id] = std::move(row);
  return id;
}

void MemoryRows::request_stop(const std::string& run_id) {
  Run run = runs_.at(run_id);
  if (!run.active || run.state == RunState::kStopping) return;
  run.desired = resource::DesiredState::kStop;
  const bool waits = run.state == RunState::kQueued;
  write(run, waits ? control::StateChange{RunState::kStopped, "StoppedByUser", "Stopped by a user."}
                   : control::StateChange{RunState::kStopping, "StopRequested",
                                          "The run is being stopped."});
}

std::vector<Run> MemoryRows::all_runs() {
  std::vector<Run> out;
  for (const auto& [id, run] : runs_) out.push_back(run);
  return out;
}

std::vector<resource::Node> MemoryRows::all_nodes() {
  std::vector<resource::Node> out;
  for (const auto& [id, node] : nodes_) out.push_back(node);
  return out;
}

}  // namespace millrace::sim
