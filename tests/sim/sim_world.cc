#include "sim_world.h"

#include <algorithm>

#include "control/instance_specs.h"

namespace millrace::sim {
namespace {

using resource::FaultLevel;
using resource::Run;
using resource::RunState;
using runtime::FakeBehaviour;

constexpr std::int64_t kFenceAfterMs = 20'000;

resource::Node make_node(std::int64_t number) {
  resource::Node n;
  n.id = "0node" + std::to_string(number);
  n.name = "node" + std::to_string(number);
  n.cluster = number == 3 ? "other" : "main";
  n.cpu_millis = 4000 + 2000 * number;
  n.memory_bytes = std::int64_t{8} << 30;
  for (std::int64_t i = 0; i < number + 1; ++i) {
    resource::Card card;
    card.index = i;
    card.model = "H800";
    card.declared = true;
    n.cards.push_back(card);
  }
  return n;
}

}  // namespace

World::World(std::uint64_t seed, const MakeRows& make_rows)
    : seed_(seed),
      rng_(seed),
      runtime_(clock_, seed ^ 0x9e3779b97f4a7c15ULL,
               [this](const auto& key, const auto& spec) { return behave(key, spec); }),
      line_(runtime_, fuse_),
      rows_(make_rows(clock_, rng_, fuse_)) {
  for (std::int64_t i = 0; i < 4; ++i) rows_->put_node(make_node(i));
  runtime_.set_faults({.lose_call = 0.05,
                       .lose_reply = 0.05,
                       .late_call = 0.05,
                       .repeat_call = 0.1,
                       .drop_from_view = 0.1});
  restart_server();
}

// What an instance does depends on nothing but the seed and who it is.
FakeBehaviour World::behave(const runtime::AttemptKey& key,
                            const protocol::InstanceSpec& spec) const {
  const std::uint64_t run = seed_ * 100 + numbers_.at(key.run_id);
  base::SeededRng rng(run * 4096 + static_cast<std::uint64_t>(key.attempt * 64 + spec.instance));
  FakeBehaviour out{.start_after = Duration(static_cast<int>(rng.below(500))),
                    .run_for = Duration(static_cast<int>(rng.below(8000)))};
  switch (rng.below(12)) {
    case 0:
      out.end.exit_code = 1;
      break;
    case 1:
      out.end.signal = 9;
      out.end.out_of_memory = true;
      break;
    case 2:
      out.end.signal = 11;
      break;
    case 3:
      out.end.start_error = rng.below(2) == 0 ? "SandboxFailed: no" : "RequirementsFailed: no";
      break;
    case 4:
      out.run_for = FakeBehaviour::kForever;
      break;
    default:
      break;
  }
  if (rng.below(5) == 0) out.on_term = FakeBehaviour::OnTerm::kIgnores;
  return out;
}

void World::submit() {
  Run run;
  run.id = "0run" + std::to_string(submitted_.size());
  run.name = "job-" + std::to_string(submitted_.size());
  run.cluster = chance(20) ? "other" : "main";
  run.priority = 1 + static_cast<int>(rng_.below(9));
  run.stop_grace_s = 2;
  protocol::RunSpec spec;
  spec.run_id = run.id;
  spec.stop_grace_s = run.stop_grace_s;
  protocol::Role role;
  role.replicas = 1 + static_cast<int>(rng_.below(3));
  role.command = {"train"};
  role.resources.cpu_millis =
      1000 * (1 + static_cast<std::int64_t>(rng_.below(chance(5) ? 40 : 4)));
  role.resources.memory_bytes = std::int64_t{1} << 30;
  role.resources.card_model = "H800";
  role.resources.cards = static_cast<std::int64_t>(rng_.below(3));
  spec.roles.push_back(role);
  run.spec = describe::encode(describe::Described<protocol::RunSpec>::get(),
                              describe::View::kPublic, &spec);
  run.fault_tolerance.enabled = chance(70);
  run.fault_tolerance.max_restarts = static_cast<int>(rng_.below(4));
  run.fault_tolerance.strategy =
      chance(50) ? resource::FaultStrategy::kGraceful : resource::FaultStrategy::kReschedule;
  const std::string id = rows_->submit(run);
  numbers_[id] = submitted_.size();
  submitted_.push_back(id);
}

void World::befall_node() {
  auto nodes = rows_->all_nodes();
  auto& node = nodes[rng_.below(nodes.size())];
  const bool silent = silent_since_ms_.contains(node.id);
  if (!silent && chance(30)) {
    chance(50) ? runtime_.kill_node(node.id) : runtime_.cut_node(node.id);
    silent_since_ms_[node.id] = now_ms();
  } else if (silent && chance(40)) {
    runtime_.join_node(node.id);
    silent_since_ms_.erase(node.id);
    if (node.state == resource::NodeState::kLost) {
      node.state = resource::NodeState::kReady;
      rows_->put_node(node);
    }
  } else if (chance(50)) {
    node.cordoned = !node.cordoned;
    rows_->put_node(node);
  }
}

void World::befall_card() {
  auto nodes = rows_->all_nodes();
  auto& node = nodes[rng_.below(nodes.size())];
  auto& card = node.cards[rng_.below(node.cards.size())];
  card.fault = static_cast<FaultLevel>(rng_.below(7));
  rows_->put_node(node);
}

void World::befall() {
  if (submitted_.size() < 14 && chance(10)) submit();
  if (!submitted_.empty() && chance(2))
    rows_->request_stop(submitted_[rng_.below(submitted_.size())]);
  if (chance(4)) befall_node();
  if (chance(2)) befall_card();
  if (chance(1)) {
    const auto running = runtime_.running();
    if (!running.empty()) {
      const auto& victim = running[rng_.below(running.size())];
      runtime_.lose(victim.key, victim.instance);
    }
  }
  if (chance(5)) fuse_.set(static_cast<int>(rng_.below(12)));
}

void World::watch_nodes() {
  for (auto& node : rows_->all_nodes()) {
    const auto silent = silent_since_ms_.find(node.id);
    if (silent == silent_since_ms_.end() || node.state == resource::NodeState::kLost) continue;
    if (now_ms() - silent->second < kFenceAfterMs) continue;
    runtime_.kill_node(node.id);  // the fence: from here on it is certain that nothing runs there
    node.state = resource::NodeState::kLost;
    rows_->put_node(node);
    ++lost_nodes_;
  }
}

void World::restart_server() {
  fuse_.set(Fuse::kNever);
  const auto reset_card = [this](const std::string&, std::int64_t) -> Result<void> {
    if (chance(30)) return fail(ErrorCode::kUnavailable, "the card does not come back");
    return {};
  };
  loop_ = std::make_unique<control::RunLoop>(*rows_, line_, clock_, reset_card);
}

void World::turns(int most) {
  while (most-- > 0) {
    const auto next = loop_->turn();
    check();
    if (fuse_.burnt()) {
      ++kills_;
      restart_server();
    }
    if (next != control::RunLoop::Next::kAtOnce) break;
  }
}

void World::check() {
  for (auto& words : runtime_.violations()) broken_.push_back(words);
  for (auto& words : rows_->violations()) broken_.push_back(words);
  // What runs on the nodes is what a row holds, or is being stopped.
  std::map<std::string, std::set<std::int64_t>> attempts;
  for (const auto& r : runtime_.running()) attempts[r.key.run_id].insert(r.key.attempt);
  for (const auto& [run, running] : attempts)
    if (running.size() > 1) broken_.push_back(run + " runs twice at once");
}

void World::trouble(int moves) {
  for (int i = 0; i < 3; ++i) submit();
  for (int i = 0; i < moves && broken_.empty(); ++i) {
    clock_.advance(Duration(static_cast<int>(10 + rng_.below(500))));
    befall();
    watch_nodes();
    turns(1 + static_cast<int>(rng_.below(4)));
  }
}

void World::calm() {
  calm_ = true;
  fuse_.set(Fuse::kNever);
  runtime_.set_faults({});
  rows_->repair();
  for (auto& node : rows_->all_nodes()) {
    runtime_.join_node(node.id);
    node.state = resource::NodeState::kReady;
    node.cordoned = false;
    for (auto& card : node.cards) card.fault = FaultLevel::kNone;
    rows_->put_node(node);
  }
  silent_since_ms_.clear();
  for (int i = 0; i < 3000 && broken_.empty(); ++i) {
    clock_.advance(Duration(200));
    turns(4);
    // Those that would run or wait for ever are stopped; all others must end by themselves.
    bool active = false;
    for (const auto& run : rows_->all_runs()) {
      active = active || run.active;
      const bool endless = run.started_at && i % 100 == 99;
      if (run.active && (run.state_reason == "NoFittingNode" ||
                         (i % 100 == 99 && run.state == RunState::kRunning) || endless))
        rows_->request_stop(run.id);
    }
    if (!active) return;
  }
}

std::vector<std::string> World::broken() {
  auto out = broken_;
  const auto runs = rows_->all_runs();
  if (runs.size() != submitted_.size()) out.push_back("runs were lost or made up");
  for (const auto& run : runs) {
    if (calm_ && run.active)
      out.push_back(run.id + " does not end: " + std::string(word(run.state)) + " " +
                    run.state_reason);
    for (const auto& f : run.faults)
      if (f.detection_s < 0 || f.handling_s < 0 || f.recovery_s < 0)
        out.push_back(run.id + " has a fault with negative times");
    for (std::int64_t a = 1; a <= run.attempt; ++a)
      for (const auto& i : run.instances)
        if (runtime_.starts({run.id, a}, i.index) > 1)
          out.push_back(run.id + " was started twice in one attempt");
  }
  if (calm_ && !runtime_.running().empty())
    out.push_back("something runs after the end of all runs");
  return out;
}

void World::count(Tally& tally) {
  for (const auto& run : rows_->all_runs()) {
    ++tally.ends[std::string(word(run.state)) + " " +
                 run.state_reason.substr(0, run.state_reason.find('('))];
    for (const auto& [kind, n] : run.restarts) tally.restarts += static_cast<int>(n);
  }
  tally.kills += kills_;
  tally.lost_nodes += lost_nodes_;
}

}  // namespace millrace::sim
