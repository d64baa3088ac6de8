// States of runs and of the workloads above them, the transitions there are, and the reasons. One
// table each; anything else is a bug (api.md §3). Pure functions.
#pragma once
#include <string>
#include <string_view>

#include "describe/describe.h"

namespace millrace::resource {

enum class RunState {
  kIdle,
  kPreparing,
  kQueued,
  kStarting,
  kRunning,
  kRecovering,
  kStopping,
  kSucceeded,
  kFailed,
  kStopped
};

constexpr bool is_ended(RunState s) {
  return s == RunState::kSucceeded || s == RunState::kFailed || s == RunState::kStopped;
}
constexpr bool is_active(RunState s) {
  return !is_ended(s) && s != RunState::kIdle;
}
bool may_advance(RunState from, RunState to);

enum class ReasonCode {
  kNone,
  kPreparing,            // preparing: data, code and image are being made ready
  kWaitingForResources,  // queued: fits the cluster, not now
  kWaitingForEarlier,    // queued: an earlier or more urgent run comes first
  kNoFittingNode,        // queued: no node is large enough, even empty
  kNodesUnavailable,     // queued: nodes that would fit are cordoned or lost
  kRestarting,           // recovering
  kStopRequested,        // stopping
  kStoppedByUser,        // stopped
  kCommandExited,        // failed: (exit status)
  kKilledBySignal,       // failed: (signal)
  kOutOfMemory,          // failed
  kNodeLost,             // failed or recovering
  kCardFault,            // failed or recovering: (level)
  kInstanceLost,         // failed: the instance's supervisor died
  kImageMissing,         // failed
  kRequirementsFailed,   // failed: the Python requirements could not be installed
  kSandboxFailed,        // failed: the sandbox could not be made
  kStartTimedOut,        // failed
  kRestartLimitReached,  // failed: no restarts left
  kResultLost,           // failed: what it made could not be kept
};

// What is shown: "CommandExited(1)" and its words. Empty when there is nothing to say.
struct Reason {
  ReasonCode code = ReasonCode::kNone;
  std::string detail{};       // exit status, signal, names: goes into the parentheses
  std::string text() const;   // the code as programs read it
  std::string words() const;  // for people, in English
};

}  // namespace millrace::resource

namespace millrace::describe {
template <>
struct EnumWords<resource::RunState> {
  static constexpr std::string_view kWords[] = {"idle",    "preparing",  "queued",   "starting",
                                                "running", "recovering", "stopping", "succeeded",
                                                "failed",  "stopped"};
};
template <>
struct EnumWords<resource::ReasonCode> {
  static constexpr std::string_view kWords[] = {"",
                                                "Preparing",
                                                "WaitingForResources",
                                                "WaitingForEarlier",
                                                "NoFittingNode",
                                                "NodesUnavailable",
                                                "Restarting",
                                                "StopRequested",
                                                "StoppedByUser",
                                                "CommandExited",
                                                "KilledBySignal",
                                                "OutOfMemory",
                                                "NodeLost",
                                                "CardFault",
                                                "InstanceLost",
                                                "ImageMissing",
                                                "RequirementsFailed",
                                                "SandboxFailed",
                                                "StartTimedOut",
                                                "RestartLimitReached",
                                                "ResultLost"};
};
}  // namespace millrace::describe
