#include "control/run_loop.h"

#include <algorithm>

#include "base/log.h"
#include "control/instance_specs.h"
#include "control/run_records.h"

namespace millrace::control {
namespace {

using resource::FaultLevel;
using resource::Run;
using resource::RunState;
using Phase = runtime::InstanceObservation::Phase;

constexpr std::string_view kModule = "control";
constexpr std::string_view kOutputInside = "/work/output";

bool alive(const runtime::AttemptObservation& attempt) {
  return std::any_of(attempt.instances.begin(), attempt.instances.end(), [](const auto& i) {
    return i.phase == Phase::kStarting || i.phase == Phase::kRunning || i.phase == Phase::kStopping;
  });
}

}  // namespace

std::vector<sched::NodeView> node_views(const std::vector<resource::Node>& nodes) {
  std::vector<sched::NodeView> out;
  for (const auto& n : nodes) {
    sched::NodeView v{.id = n.id,
                      .cluster = n.cluster,
                      .cpu_millis = n.cpu_millis,
                      .memory_bytes = n.memory_bytes};
    if (n.cordoned || n.state == resource::NodeState::kCordoned)
      v.availability = sched::Availability::kCordoned;
    if (n.state == resource::NodeState::kLost) v.availability = sched::Availability::kLost;
    for (const auto& c : n.cards) {
      const bool healthy = c.fault == FaultLevel::kNone || c.fault == FaultLevel::kL1;
      v.cards.push_back(
          {c.index, c.model, healthy ? sched::CardUse::kUsable : sched::CardUse::kIsolated});
    }
    out.push_back(std::move(v));
  }
  return out;
}

Surroundings surroundings(const std::vector<resource::Node>& nodes, base::Time now) {
  Surroundings out{.now = now};
  for (const auto& n : nodes) {
    auto& standing = out.nodes[n.id];
    if (n.state == resource::NodeState::kLost) standing.fence = Fence::kFenced;
    for (const auto& c : n.cards)
      if (c.fault != FaultLevel::kNone) standing.card_faults[c.index] = c.fault;
  }
  return out;
}

RunLoop::RunLoop(RunRows& rows, runtime::Runtime& runtime, Clock& clock, ResetCard reset_card,
                 RunLoopOptions options)
    : rows_(rows),
      runtime_(runtime),
      clock_(clock),
      reset_card_(std::move(reset_card)),
      options_(options) {}

RunLoop::Next RunLoop::turn() {
  next_ = Next::kIdle;
  look();  // before load: what is seen and not in the rows is then a stray for certain
  auto loaded = rows_.load();
  if (!loaded) {
    log_warning(kModule, "runs could not be loaded", {{"error", loaded.error().to_string()}});
    return Next::kWatching;
  }
  const Surroundings around = surroundings(loaded->nodes, clock_.now());
  stop_strays(*loaded);
  step_runs(*loaded, around);
  place_waiting(*loaded, around);
  reset_free_cards(*loaded);
  const bool on_nodes = std::any_of(loaded->runs.begin(), loaded->runs.end(),
                                    [](const Run& r) { return r.state != RunState::kQueued; });
  return next_ == Next::kIdle && on_nodes ? Next::kWatching : next_;
}

// A failed look is an empty, incomplete one: everything is unknown.
void RunLoop::look() {
  auto seen = runtime_.observe();
  if (!seen)
    log_debug(kModule, "the runtime could not be observed", {{"error", seen.error().to_string()}});
  seen_ = std::move(seen).value_or({});
}

RunView RunLoop::view_of(const Run& run) const {
  RunView view{.completeness = seen_.completeness};
  const auto key = attempt_of(run);
  for (const auto& attempt : seen_.attempts)
    if (attempt.key == key) view.current = &attempt;
  if (stopped_.contains(key)) view.stop = RunView::Stop::kAcknowledged;
  return view;
}

void RunLoop::step_runs(Loaded& loaded, const Surroundings& around) {
  for (auto& run : loaded.runs) {
    Step s = step(run, view_of(run), around, options_.machine);
    for (const auto& card : s.resets) reset(card.node, card.index);
    if (take_results(s) == Taken::kNotYet) continue;
    const Step::Act wanted = s.act;
    if (s.row == Step::Row::kChanged && !apply(run, std::move(s))) continue;
    act(run, wanted);
  }
  std::erase_if(stopped_, [&](const auto& key) {
    return std::none_of(loaded.runs.begin(), loaded.runs.end(),
                        [&](const Run& r) { return attempt_of(r) == key; });
  });
}

void RunLoop::place_waiting(Loaded& loaded, const Surroundings& around) {
  sched::Snapshot snapshot{.nodes = node_views(loaded.nodes)};
  std::map<std::string, Run*> runs;
  for (auto& run : loaded.runs) {
    const auto held = holdings(run);
    snapshot.holdings.insert(snapshot.holdings.end(), held.begin(), held.end());
    if (!waits_for_place(run)) continue;
    snapshot.waiting.push_back(waiting_run(run));
    runs[run.id] = &run;
  }
  if (snapshot.waiting.empty()) return;
  std::map<std::string, std::string> names;
  for (const auto& node : loaded.nodes) names[node.id] = node.name;
  for (const auto& decision : sched::place(snapshot, options_.policy)) {
    Run& run = *runs.at(decision.run_id);
    Step s = decision.placement.empty() ? wait(run, decision)
                                        : place(run, decision.placement, names, around.now);
    if (s.row == Step::Row::kSame || !apply(run, std::move(s))) continue;
    if (run.state == RunState::kStarting) act(run, Step::Act::kEnsure);
  }
}

// Attempts that no row stands behind: of deleted runs, of ended ones, of earlier attempts.
void RunLoop::stop_strays(const Loaded& loaded) {
  std::set<runtime::AttemptKey> known;
  for (const auto& run : loaded.runs) known.insert(attempt_of(run));
  for (const auto& attempt : seen_.attempts) {
    if (known.contains(attempt.key) || !alive(attempt)) continue;
    log_warning(kModule, "stopping a stray attempt",
                {{"run", attempt.key.run_id}, {"attempt", std::to_string(attempt.key.attempt)}});
    if (const auto gone = runtime_.ensure_gone(attempt.key); !gone)
      log_warning(kModule, "it could not be stopped yet", {{"error", gone.error().to_string()}});
    if (next_ == Next::kIdle) next_ = Next::kWatching;
  }
}

// L4: the card is reset when nobody uses it any more.
void RunLoop::reset_free_cards(const Loaded& loaded) {
  std::set<std::pair<std::string, std::int64_t>> used;
  for (const auto& run : loaded.runs)
    for (const auto& held : holdings(run))
      for (const auto card : held.cards) used.insert({held.node, card});
  for (const auto& node : loaded.nodes)
    for (const auto& card : node.cards)
      if (card.fault == FaultLevel::kL4 && !used.contains({node.id, card.index}))
        reset(node.id, card.index);
}

bool RunLoop::apply(Run& run, Step step) {
  if (step.change && step.change->to == RunState::kStarting) find_checkpoint(step);
  if (step.change && step.change->to == RunState::kFailed) ask_engine(step);
  auto stored = rows_.apply(run, step);
  if (stored) {
    run = std::move(*stored);
    next_ = Next::kAtOnce;
    return true;
  }
  if (stored.error().code == ErrorCode::kConflict) {
    next_ = Next::kAtOnce;  // somebody else was faster: look at what they wrote
  } else {
    log_warning(kModule, "a run's row could not be written",
                {{"run", run.id}, {"error", stored.error().to_string()}});
    if (next_ == Next::kIdle) next_ = Next::kWatching;
  }
  return false;
}

// What cannot be kept was made for nothing.
RunLoop::Taken RunLoop::take_results(Step& step) {
  if (!options_.take_results || !step.change || step.change->to != RunState::kSucceeded)
    return Taken::kAll;
  auto record = options_.take_results(step.next);
  if (record && !*record) {
    if (next_ == Next::kIdle) next_ = Next::kWatching;
    return Taken::kNotYet;
  }
  if (record) {
    step.record = std::move(**record);
    return Taken::kAll;
  }
  log_warning(kModule, "a result could not be kept",
              {{"run", step.next.id}, {"error", record.error().to_string()}});
  const resource::Reason reason{resource::ReasonCode::kResultLost, {}};
  step.change = StateChange{RunState::kFailed, reason.text(), reason.words()};
  return Taken::kAll;
}

// A status says less than the engine that ended with it.
void RunLoop::ask_engine(Step& step) {
  const std::string code(word(resource::ReasonCode::kCommandExited));
  if (!step.change->reason.starts_with(code)) return;
  if (std::string words = engine_words(runtime_, step.next); !words.empty())
    step.change->message = std::move(words);
}

// The run's own newest checkpoint; before there is one, that of the run that it goes on from.
void RunLoop::find_checkpoint(Step& step) {
  Run& run = step.next;
  std::vector<std::string> runs;
  if (run.attempt > 1) runs.push_back(run.id);
  const auto earlier = spec_of(run).resume_runs;
  runs.insert(runs.end(), earlier.begin(), earlier.end());
  for (const auto& id : runs) {
    auto newest = runtime_.newest_checkpoint(id);
    if (!newest)
      log_warning(kModule, "checkpoints could not be looked for",
                  {{"run", id}, {"error", newest.error().to_string()}});
    if (!newest || newest->empty()) continue;
    run.resume_from = std::move(*newest);
    run.resume_run.clear();
    if (id == run.id) return;
    run.resume_from.replace(0, kOutputInside.size(), protocol::kResumeInside);
    run.resume_run = id;
    return;
  }
}

void RunLoop::act(Run& run, Step::Act act) {
  if (act == Step::Act::kNothing) return;
  const auto key = attempt_of(run);
  const auto done = act == Step::Act::kEnsure ? runtime_.ensure(key, instance_specs(run))
                                              : runtime_.ensure_gone(key);
  if (done && act == Step::Act::kEnsureGone) stopped_.insert(key);
  if (done) return;
  log_info(kModule, "the runtime did not take a call",
           {{"run", run.id},
            {"call", act == Step::Act::kEnsure ? "ensure" : "ensure_gone"},
            {"error", done.error().to_string()}});
  const bool for_good =
      done.error().code == ErrorCode::kInvalid || done.error().code == ErrorCode::kConflict;
  if (act == Step::Act::kEnsure && for_good)
    apply(run, refused(run, done.error().message, clock_.now()));
}

void RunLoop::reset(const std::string& node, std::int64_t card) {
  const auto done = reset_card_(node, card);
  const auto level = done ? FaultLevel::kNone : FaultLevel::kL6;
  if (!done)
    log_warning(
        kModule, "a card could not be reset and is isolated",
        {{"node", node}, {"card", std::to_string(card)}, {"error", done.error().to_string()}});
  if (const auto stored = rows_.set_card_fault(node, card, level); !stored)
    log_warning(kModule, "a card's row could not be written",
                {{"error", stored.error().to_string()}});
  next_ = Next::kAtOnce;
}

}  // namespace millrace::control
