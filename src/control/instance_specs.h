// From a run's row to what the runtime is asked for: one specification per instance, with the
// environment that depends on instance and attempt. The same row always gives the same. Pure
// functions.
#pragma once
#include <vector>

#include "protocol/run_spec.h"
#include "resource/run.h"
#include "runtime/runtime.h"
#include "sched/place.h"

namespace millrace::control {

protocol::RunSpec spec_of(const resource::Run& run);
// The role of instance 0, 1, …
std::vector<const protocol::Role*> roles_of_instances(const protocol::RunSpec& spec);
std::vector<const protocol::Role*> roles_of_instances(protocol::RunSpec&&) = delete;

runtime::AttemptKey attempt_of(const resource::Run& run);
// Of the row's attempt; every instance must be placed.
std::vector<protocol::InstanceSpec> instance_specs(const resource::Run& run);

// What the run holds of its nodes now; nothing while it waits for a place or has ended.
std::vector<sched::Holding> holdings(const resource::Run& run);
sched::WaitingRun waiting_run(const resource::Run& run);

}  // namespace millrace::control
