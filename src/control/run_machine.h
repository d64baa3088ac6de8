// The life of one run as a pure step function: what the row says, what is observed and the time go
// in; the next row, its state change and what to ask of the runtime come out. Repeating a step with
// the same input asks for the same; nothing is remembered outside the row but which stops were
// acknowledged.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "resource/machines.h"
#include "resource/run.h"
#include "runtime/runtime.h"
#include "sched/place.h"

namespace millrace::control {

struct RunMachineOptions {
  base::Duration start_timeout = std::chrono::minutes(30);  // requirements may take long to install
};

// What is observed of one run.
struct RunView {
  runtime::Observation::Completeness completeness = runtime::Observation::Completeness::kIncomplete;
  const runtime::AttemptObservation* current = nullptr;  // of the row's attempt; null: not in sight
  // Did the runtime accept ensure_gone for this attempt before the observation was made? From then
  // on what is not in sight of a complete observation never ran and never will.
  enum class Stop { kUnacknowledged, kAcknowledged } stop = Stop::kUnacknowledged;
};

// A node is fenced when it is certain that nothing of ours runs on it any more.
enum class Fence { kNone, kFenced };
struct NodeStanding {
  Fence fence = Fence::kNone;
  std::map<std::int64_t, resource::FaultLevel> card_faults{};
};
struct Surroundings {
  base::Time now{};
  std::map<std::string, NodeStanding> nodes{};  // by id
};

// What the row's state becomes, and why: the code and its words.
struct StateChange {
  resource::RunState to = resource::RunState::kQueued;
  std::string reason{};
  std::string message{};
};

struct Cordon {
  std::string node{};
  std::string reason{};
};
struct CardReset {
  std::string node{};
  std::int64_t index = 0;
};

struct Step {
  enum class Act { kNothing, kEnsure, kEnsureGone };
  enum class Row { kSame, kChanged };
  resource::Run next{};
  Row row = Row::kSame;  // does `next` differ from what went in?
  std::optional<StateChange> change{};
  Act act = Act::kNothing;
  std::vector<Cordon> cordons{};
  std::vector<CardReset> resets{};  // to be done before the run goes on in place
  json::Value record{};             // of a run that ended well, for what becomes of it
};

Step step(const resource::Run& run, const RunView& view, const Surroundings& around,
          const RunMachineOptions& options = {});

// The runtime refuses what the attempt asks for, and always will: the run fails with its words.
Step refused(const resource::Run& run, const std::string& words, base::Time now);

// Waits for a place: queued, or recovering with its last attempt gone for good.
bool waits_for_place(const resource::Run& run);
// The next attempt at the given places.
Step place(const resource::Run& run, const std::vector<sched::InstancePlacement>& places,
           const std::map<std::string, std::string>& node_names, base::Time now);
// The row of a run that goes on waiting, for the reason given.
Step wait(const resource::Run& run, const sched::Decision& decision);

}  // namespace millrace::control
