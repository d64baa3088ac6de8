#include "control/run_instances.h"

#include <algorithm>

#include "control/instance_specs.h"

namespace millrace::control {
namespace {

using resource::RunInstance;
using resource::RunState;
using runtime::InstanceObservation;
using Phase = InstanceObservation::Phase;

bool fenced(const std::string& node, const Surroundings& around) {
  const auto found = around.nodes.find(node);
  return found != around.nodes.end() && found->second.fence == Fence::kFenced;
}

const InstanceObservation* find(const RunView& view, std::int64_t index) {
  if (view.current == nullptr) return nullptr;
  for (const auto& o : view.current->instances)
    if (o.instance == index) return &o;
  return nullptr;
}

void end(RunInstance& i, RunState state, base::Time at) {
  i.state = state;
  i.ended_at = std::max(at, i.started_at.value_or(at));
}

void see_exit(RunInstance& i, const InstanceObservation& o) {
  i.exit = o.exit;
  if (o.started_at_ms > 0) i.started_at = base::from_unix_ms(o.started_at_ms);
  const RunState state = ended_well(i)     ? RunState::kSucceeded
                         : o.exit->stopped ? RunState::kStopped
                                           : RunState::kFailed;
  end(i, state, base::from_unix_ms(o.exit->ended_at_ms));
}

void see_phase(RunInstance& i, const InstanceObservation& o, const RunView& view) {
  switch (o.phase) {
    case Phase::kNotStarted:
      if (view.stop == RunView::Stop::kAcknowledged)
        end(i, RunState::kStopped, base::from_unix_ms(o.last_seen_ms));
      break;
    case Phase::kStarting:
      i.state = RunState::kStarting;
      break;
    case Phase::kRunning:
    case Phase::kStopping:
      i.state = o.phase == Phase::kRunning ? RunState::kRunning : RunState::kStopping;
      if (o.started_at_ms > 0) i.started_at = base::from_unix_ms(o.started_at_ms);
      break;
    case Phase::kExited:
      see_exit(i, o);
      break;
    case Phase::kLost:
      end(i, RunState::kFailed, base::from_unix_ms(o.last_seen_ms));
      break;
  }
}

// Nothing is seen of it. In a complete view that means something, unless it may not have been asked
// for yet.
void see_nothing(RunInstance& i, const RunView& view, base::Time now) {
  if (view.completeness != runtime::Observation::Completeness::kComplete) return;
  if (view.stop == RunView::Stop::kAcknowledged)
    end(i, has_started(i) ? RunState::kFailed : RunState::kStopped, now);
  else if (has_started(i))
    end(i, RunState::kFailed, now);
}

}  // namespace

bool has_ended(const RunInstance& i) {
  return resource::is_ended(i.state);
}

bool ended_well(const RunInstance& i) {
  return i.exit && i.exit->exit_code == 0 && i.exit->signal == 0 && !i.exit->out_of_memory &&
         i.exit->start_error.empty();
}

bool has_started(const RunInstance& i) {
  return i.started_at || i.state == RunState::kRunning || i.state == RunState::kStopping ||
         ended_well(i);
}

Seen see(resource::Run& run, const RunView& view, const Surroundings& around) {
  Seen seen = Seen::kNothingNew;
  for (auto& i : run.instances) {
    if (has_ended(i)) continue;
    const RunState state = i.state;
    const auto started_at = i.started_at;
    const InstanceObservation* o = find(view, i.index);
    if (o != nullptr && (o->exit || !fenced(i.node, around)))
      see_phase(i, *o, view);
    else if (fenced(i.node, around))
      end(i, RunState::kFailed, around.now);
    else
      see_nothing(i, view, around.now);
    if (i.state != state || i.started_at != started_at) seen = Seen::kNews;
  }
  return seen;
}

bool is_over(const resource::Run& run, const RunView& view, const Surroundings& around) {
  return std::all_of(run.instances.begin(), run.instances.end(), [&](const RunInstance& i) {
    if (!has_ended(i)) return false;
    // Without a record of its end its processes may still be there, until the runtime was told.
    return i.exit || view.stop == RunView::Stop::kAcknowledged || fenced(i.node, around);
  });
}

bool some_unheard(const resource::Run& run, const RunView& view) {
  return std::any_of(run.instances.begin(), run.instances.end(), [&](const RunInstance& i) {
    if (has_ended(i) || has_started(i)) return false;
    const InstanceObservation* o = find(view, i.index);
    return o == nullptr || o->phase == Phase::kNotStarted;
  });
}

void release(RunInstance& i) {
  i.node.clear();
  i.cards.clear();
}

void renew(RunInstance& i) {
  i.state = RunState::kStarting;
  i.exit.reset();
  i.started_at.reset();
  i.ended_at.reset();
}

std::vector<RunInstance> placed_instances(const resource::Run& run,
                                          const std::vector<sched::InstancePlacement>& places,
                                          const std::map<std::string, std::string>& node_names) {
  std::vector<RunInstance> out;
  const protocol::RunSpec spec = spec_of(run);
  const auto roles = roles_of_instances(spec);
  for (const auto& p : places) {
    RunInstance i;
    i.index = p.instance;
    i.role = roles.at(static_cast<std::size_t>(p.instance))->name;
    i.node = p.node;
    const auto name = node_names.find(p.node);
    i.node_name = name == node_names.end() ? "" : name->second;
    i.cards = p.cards;
    i.state = RunState::kStarting;
    out.push_back(std::move(i));
  }
  return out;
}

}  // namespace millrace::control
