#include "control/run_machine.h"

#include <fmt/core.h>

#include <algorithm>

#include "control/run_faults.h"
#include "control/run_instances.h"

namespace millrace::control {
namespace {

using resource::ReasonCode;
using resource::RunState;

void change(Step& s, RunState to, const resource::Reason& reason, std::string message) {
  s.change = StateChange{to, reason.text(), std::move(message)};
  s.row = Step::Row::kChanged;
}

void change(Step& s, RunState to, ReasonCode code = ReasonCode::kNone) {
  const resource::Reason reason{.code = code, .detail = {}};
  change(s, to, reason, reason.words());
}

// The attempt after a fault has come as far as the one before it.
void note_recovery(Step& s, base::Time now) {
  if (s.next.faults.empty() || s.next.faults.back().attempt + 1 != s.next.attempt) return;
  auto& fault = s.next.faults.back();
  fault.recovery_s = seconds_since(fault, now);
}

void note_gone(Step& s, base::Time now) {
  if (s.next.faults.empty() || s.next.faults.back().attempt != s.next.attempt) return;
  auto& fault = s.next.faults.back();
  fault.handling_s = seconds_since(fault, now);
}

void end_of_stopping(Step& s, base::Time now) {
  const bool by_itself =
      std::all_of(s.next.instances.begin(), s.next.instances.end(),
                  [](const auto& i) { return ended_well(i) && !i.exit->stopped; });
  const resource::Reason asked{.code = ReasonCode::kStopRequested, .detail = {}};
  if (by_itself) {
    change(s, RunState::kSucceeded);
  } else if (s.next.state_reason == asked.text()) {
    change(s, RunState::kStopped, ReasonCode::kStoppedByUser);
  } else {  // it was failing; the reason is in the row already
    note_gone(s, now);
    s.change = StateChange{RunState::kFailed, s.next.state_reason, s.next.state_message};
    s.row = Step::Row::kChanged;
  }
}

// Gives up the places; or, after a card fault that allows it, starts again on the same cards.
void end_of_recovering(Step& s, const Surroundings& around) {
  const InPlace in_place = restart_in_place(s.next, around);
  if (in_place.verdict == InPlace::Verdict::kAfterReset) {
    s.resets = in_place.resets;
    return;
  }
  note_gone(s, around.now);
  s.row = Step::Row::kChanged;
  if (in_place.verdict == InPlace::Verdict::kNow) {
    ++s.next.attempt;
    s.next.starting_at = around.now;
    for (auto& i : s.next.instances) renew(i);
    change(s, RunState::kStarting);
    return;
  }
  for (auto& i : s.next.instances) release(i);
}

// The attempt is to be gone: for good, or before the next one.
void drain(Step& s, const RunView& view, const Surroundings& around) {
  if (!is_over(s.next, view, around)) {
    s.act = Step::Act::kEnsureGone;
    return;
  }
  if (s.next.state == RunState::kStopping)
    end_of_stopping(s, around.now);
  else
    end_of_recovering(s, around);
}

void handle(Step& s, const Fault& fault, const RunView& view, const Surroundings& around) {
  auto& run = s.next;
  run.first_failed_instance = fault.record.instance;
  run.faults.push_back(fault.record);
  if (!fault.lost_node.empty())
    s.cordons.push_back({fault.lost_node, fmt::format("lost while it ran {}", run.name)});
  const std::string kind(word(fault.record.kind));
  const auto& tolerance = run.fault_tolerance;
  const bool restartable = tolerance.enabled && may_restart(fault.reason.code);
  if (restartable && run.restarts[kind] < tolerance.max_restarts) {
    const auto nth = ++run.restarts[kind];
    change(s, RunState::kRecovering, fault.reason,
           fmt::format("{} Restart {} of {} for this kind of fault.", fault.message, nth,
                       tolerance.max_restarts));
    return;
  }
  resource::Reason reason = fault.reason;
  std::string message = fault.message;
  if (restartable && tolerance.max_restarts > 0) {
    reason = {.code = ReasonCode::kRestartLimitReached, .detail = fault.reason.text()};
    message = fmt::format("{} No restarts are left for this kind of fault ({}).", message,
                          tolerance.max_restarts);
  }
  change(s, is_over(run, view, around) ? RunState::kFailed : RunState::kStopping, reason,
         std::move(message));
}

void go_on(Step& s, const RunView& view, const Surroundings& around,
           const RunMachineOptions& options) {
  auto& run = s.next;
  if (const auto fault = find_fault(run, around, options)) {
    handle(s, *fault, view, around);
    if (s.change->to != RunState::kFailed) s.act = Step::Act::kEnsureGone;
    return;
  }
  const auto each = [&](auto test) {
    return std::all_of(run.instances.begin(), run.instances.end(), test);
  };
  if (each(ended_well)) {
    if (run.state == RunState::kStarting) note_recovery(s, around.now);
    change(s, RunState::kSucceeded);
  } else if (run.state == RunState::kStarting) {
    if (each(has_started)) {
      note_recovery(s, around.now);
      change(s, RunState::kRunning);
    } else if (some_unheard(run, view)) {
      s.act = Step::Act::kEnsure;
    }
  }
}

}  // namespace

Step step(const resource::Run& run, const RunView& view, const Surroundings& around,
          const RunMachineOptions& options) {
  Step s{.next = run};
  if (!resource::is_active(run.state) || run.state == RunState::kPreparing || waits_for_place(run))
    return s;
  if (see(s.next, view, around) == Seen::kNews) s.row = Step::Row::kChanged;
  if (run.state == RunState::kStarting || run.state == RunState::kRunning)
    go_on(s, view, around, options);
  else
    drain(s, view, around);
  return s;
}

Step refused(const resource::Run& run, const std::string& words, base::Time now) {
  Step s{.next = run};
  const resource::Reason reason{.code = ReasonCode::kSandboxFailed, .detail = {}};
  resource::RunFault fault;
  fault.kind = resource::FaultKind::kStart;
  fault.reason = reason.text();
  fault.attempt = run.attempt;
  fault.happened_at = now;
  s.next.faults.push_back(std::move(fault));
  change(s, RunState::kStopping, reason, "The node refused it: " + words);
  return s;
}

bool waits_for_place(const resource::Run& run) {
  if (run.state == RunState::kQueued) return true;
  return run.state == RunState::kRecovering &&
         std::all_of(run.instances.begin(), run.instances.end(),
                     [](const auto& i) { return i.node.empty(); });
}

Step place(const resource::Run& run, const std::vector<sched::InstancePlacement>& places,
           const std::map<std::string, std::string>& node_names, base::Time now) {
  Step s{.next = run, .row = Step::Row::kChanged};
  s.next.instances = placed_instances(run, places, node_names);
  ++s.next.attempt;
  s.next.starting_at = now;
  change(s, RunState::kStarting);
  return s;
}

Step wait(const resource::Run& run, const sched::Decision& decision) {
  Step s{.next = run};
  const std::string reason = decision.reason.text();
  if (run.state == RunState::kQueued && run.state_reason == reason &&
      run.state_message == decision.words)
    return s;
  change(s, RunState::kQueued, decision.reason, decision.words);
  return s;
}

}  // namespace millrace::control
