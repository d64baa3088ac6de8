// The one way a run's state changes: by the table of transitions, with its times, its ledger rows,
// its event, and its mirror in the workload's row, in one transaction. Functions on a transaction.
//
// Events: kind and object are the workload's, `run` and `attempt` the run's; reason is the new
// state
// ("Queued", "Starting", "Running", "Recovering", "Stopping", "Succeeded", "Failed", "Stopped");
// details
// {"from", "to", "state_reason", "fault"?: {kind, reason, instance, detection_s, handling_s,
// recovery_s}}.
#pragma once
#include <string>

#include "domain/actor.h"
#include "resource/run.h"
#include "store/tx.h"

namespace millrace::domain {

struct Why {
  std::string reason{};   // Reason::text(): "" for states that need none
  std::string message{};  // in words
};
Why why(resource::ReasonCode code);

// `run` is the row read before, with whatever else of it is new; its revision must be the stored
// one (else kConflict). The same state with news is written without an event, unless the code of
// its reason changes. kInternal for a transition that the table does not have.
Result<void> advance(store::Tx& tx, const Actor& actor, resource::Run& run, resource::RunState to,
                     const Why& why);

}  // namespace millrace::domain
