// The instances of a run's row: what an observation makes of them, and what their states mean for
// the run. Pure functions; part of the run machine.
#pragma once
#include "control/run_machine.h"

namespace millrace::control {

enum class Seen { kNothingNew, kNews };
// Brings the row's instances to what is seen. What is not in sight stays as it was, unless its node
// is fenced or the sight is complete and it cannot be there.
Seen see(resource::Run& run, const RunView& view, const Surroundings& around);

bool has_ended(const resource::RunInstance&);
bool ended_well(const resource::RunInstance&);   // exit status 0
bool has_started(const resource::RunInstance&);  // its command runs or ran
// Nothing of the attempt runs or ever will.
bool is_over(const resource::Run& run, const RunView& view, const Surroundings& around);
// Some instance is not known to the runtime, or was never started there.
bool some_unheard(const resource::Run& run, const RunView& view);

void release(resource::RunInstance&);  // gives up its place; what is known of its end stays
void renew(resource::RunInstance&);    // as before its first start, in the same place
std::vector<resource::RunInstance> placed_instances(
    const resource::Run& run, const std::vector<sched::InstancePlacement>& places,
    const std::map<std::string, std::string>& node_names);

}  // namespace millrace::control
