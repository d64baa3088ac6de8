#include "control/run_faults.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "control/run_instances.h"
#include "resource/fault.h"

namespace millrace::control {
namespace {

using resource::FaultAction;
using resource::FaultKind;
using resource::FaultLevel;
using resource::Reason;
using resource::ReasonCode;
using resource::RunInstance;

double seconds(base::Duration d) {
  return static_cast<double>(d.count()) / 1000;
}

struct Ending {
  FaultKind kind = FaultKind::kProcess;
  Reason reason{};
  std::string words{};
};

// "RequirementsFailed: no matching distribution" → the code and the words behind it.
Ending start_error(const std::string& text) {
  const auto colon = text.find(": ");
  const auto code = describe::from_word<ReasonCode>(text.substr(0, colon));
  Ending out{
      FaultKind::kStart, {.code = code.value_or(ReasonCode::kSandboxFailed), .detail = {}}, {}};
  if (colon != std::string::npos) out.words = text.substr(colon + 2);
  return out;
}

Ending ending(const RunInstance& i, const Surroundings& around) {
  if (!i.exit) {
    const auto node = around.nodes.find(i.node);
    const bool node_lost = node != around.nodes.end() && node->second.fence == Fence::kFenced;
    if (node_lost)
      return {FaultKind::kNodeLost, {.code = ReasonCode::kNodeLost, .detail = i.node_name}, {}};
    return {FaultKind::kProcess, {.code = ReasonCode::kInstanceLost, .detail = {}}, {}};
  }
  const auto& e = *i.exit;
  if (!e.start_error.empty()) return start_error(e.start_error);
  if (e.out_of_memory)
    return {FaultKind::kOutOfMemory, {.code = ReasonCode::kOutOfMemory, .detail = {}}, {}};
  if (e.signal != 0)
    return {FaultKind::kProcess,
            {.code = ReasonCode::kKilledBySignal, .detail = std::to_string(e.signal)},
            {}};
  return {FaultKind::kProcess,
          {.code = ReasonCode::kCommandExited, .detail = std::to_string(e.exit_code)},
          {}};
}

Fault make(const resource::Run& run, std::int64_t instance, Ending what, base::Time happened,
           base::Time now) {
  Fault out;
  out.reason = what.reason;
  out.message = what.reason.words();
  if (!what.words.empty()) out.message += " " + what.words + ".";
  if (run.instances.size() > 1) out.message += fmt::format(" Instance {} failed first.", instance);
  out.record.kind = what.kind;
  out.record.reason = what.reason.text();
  out.record.attempt = run.attempt;
  out.record.instance = instance;
  out.record.happened_at = std::min(happened, now);
  out.record.detection_s = seconds(now - out.record.happened_at);
  return out;
}

std::optional<Fault> failed_instance(const resource::Run& run, const Surroundings& around) {
  const RunInstance* first = nullptr;
  for (const auto& i : run.instances)
    if (has_ended(i) && !ended_well(i) && (first == nullptr || *i.ended_at < *first->ended_at))
      first = &i;
  if (first == nullptr) return std::nullopt;
  const Ending what = ending(*first, around);
  Fault out = make(run, first->index, what, *first->ended_at, around.now);
  if (what.reason.code == ReasonCode::kNodeLost) out.lost_node = first->node;
  return out;
}

FaultLevel level_of(const Surroundings& around, const std::string& node, std::int64_t card) {
  const auto found = around.nodes.find(node);
  if (found == around.nodes.end()) return FaultLevel::kNone;
  const auto level = found->second.card_faults.find(card);
  return level == found->second.card_faults.end() ? FaultLevel::kNone : level->second;
}

// Without fault tolerance a job is left alone with its faulty card: it may not even notice.
std::optional<Fault> card_fault(const resource::Run& run, const Surroundings& around) {
  if (!run.fault_tolerance.enabled) return std::nullopt;
  for (const auto& i : run.instances) {
    for (const auto card : i.cards) {
      const FaultLevel level = level_of(around, i.node, card);
      if (resource::response_to(level, run.fault_tolerance.strategy).action ==
          FaultAction::kNothing)
        continue;
      const Reason reason{.code = ReasonCode::kCardFault, .detail = std::string(word(level))};
      return make(
          run, i.index,
          {FaultKind::kCard, reason, fmt::format("It is card {} of node {}", card, i.node_name)},
          around.now, around.now);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> find_fault(const resource::Run& run, const Surroundings& around,
                                const RunMachineOptions& options) {
  if (auto fault = failed_instance(run, around)) return fault;
  if (auto fault = card_fault(run, around)) return fault;
  const bool late = run.state == resource::RunState::kStarting && run.starting_at &&
                    around.now - *run.starting_at > options.start_timeout;
  if (!late) return std::nullopt;
  for (const auto& i : run.instances)
    if (!has_started(i) && !has_ended(i))
      return make(run, i.index,
                  {FaultKind::kStart, {.code = ReasonCode::kStartTimedOut, .detail = {}}, {}},
                  *run.starting_at + options.start_timeout, around.now);
  return std::nullopt;
}

bool may_restart(ReasonCode code) {
  return code != ReasonCode::kRequirementsFailed && code != ReasonCode::kImageMissing;
}

double seconds_since(const resource::RunFault& fault, base::Time now) {
  const double passed = seconds(now - fault.happened_at) - fault.detection_s - fault.handling_s;
  return std::max(0.0, std::round(passed * 1000) / 1000);
}

InPlace restart_in_place(const resource::Run& run, const Surroundings& around) {
  const auto strategy = run.fault_tolerance.strategy;
  const bool after_card_fault = !run.faults.empty() && run.faults.back().kind == FaultKind::kCard;
  if (!after_card_fault || strategy != resource::FaultStrategy::kGraceful) return {};
  InPlace out{InPlace::Verdict::kNow, {}};
  for (const auto& i : run.instances)
    for (const auto card : i.cards) {
      switch (resource::response_to(level_of(around, i.node, card), strategy).action) {
        case FaultAction::kNothing:
          break;
        case FaultAction::kIsolate:
          return {};
        case FaultAction::kRestartProcess:
        case FaultAction::kResetAndRestart:
          out.resets.push_back({i.node, card});
          break;
      }
    }
  if (!out.resets.empty()) out.verdict = InPlace::Verdict::kAfterReset;
  return out;
}

}  // namespace millrace::control
