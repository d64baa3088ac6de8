#include "control/run_machine.h"

#include <gtest/gtest.h>

#include "control/instance_specs.h"
#include "control/sample_targets.h"

namespace millrace::control {
namespace {

using protocol::ExitRecord;
using resource::RunState;
using runtime::InstanceObservation;
using Phase = InstanceObservation::Phase;
using Complete = runtime::Observation::Completeness;

constexpr base::Time kStart = base::from_unix_ms(1'000'000);

// A run under test with what is seen of it; each call of step() goes on from the last.
struct Bench {
  explicit Bench(int replicas = 1) {
    protocol::RunSpec spec;
    spec.run_id = run.id = "0run";
    spec.roles.push_back({.replicas = replicas, .command = {"true"}, .resources = {}});
    run.name = "job-1";
    run.spec = describe::encode(describe::Described<protocol::RunSpec>::get(),
                                describe::View::kPublic, &spec);
    run.state = RunState::kQueued;
    around.now = kStart;
    around.nodes["n"] = {};
  }
  void put() {
    std::vector<sched::InstancePlacement> places;
    const auto count = roles_of_instances(spec = spec_of(run)).size();
    for (std::size_t i = 0; i < count; ++i)
      places.push_back({static_cast<std::int64_t>(i), "n", {static_cast<std::int64_t>(i)}});
    take(place(run, places, {{"n", "node-n"}}, around.now));
  }
  void see(std::int64_t instance, InstanceObservation o) {
    o.instance = instance;
    o.last_seen_ms = base::unix_ms(around.now);
    if (o.phase == Phase::kRunning) o.started_at_ms = base::unix_ms(around.now);
    auto& all = seen.instances;
    std::erase_if(all, [&](const auto& i) { return i.instance == instance; });
    all.push_back(o);
  }
  void exits(std::int64_t instance, ExitRecord e) {
    e.ended_at_ms = base::unix_ms(around.now);
    see(instance, {.phase = Phase::kExited, .exit = e, .started_at_ms = base::unix_ms(around.now)});
  }
  Step next() {
    seen.key = attempt_of(run);
    RunView view{.completeness = completeness,
                 .current = seen.instances.empty() ? nullptr : &seen,
                 .stop = stop};
    Step s = step(run, view, around);
    take(s);
    return s;
  }
  void take(const Step& s) {
    run = s.next;
    if (!s.change) return;
    EXPECT_TRUE(run.state == s.change->to || resource::may_advance(run.state, s.change->to));
    run.state = s.change->to;
    run.state_reason = s.change->reason;
    run.state_message = s.change->message;
  }
  void pass(int ms) { around.now += base::Duration(ms); }

  resource::Run run;
  protocol::RunSpec spec;
  runtime::AttemptObservation seen;
  Complete completeness = Complete::kComplete;
  RunView::Stop stop = RunView::Stop::kUnacknowledged;
  Surroundings around;
};

TEST(RunMachine, GangStartsRunsAndSucceedsTogether) {
  Bench b(2);
  b.put();
  EXPECT_EQ(b.run.state, RunState::kStarting);
  EXPECT_EQ(b.run.attempt, 1);
  EXPECT_EQ(b.next().act, Step::Act::kEnsure);
  b.see(0, {.phase = Phase::kRunning});
  EXPECT_EQ(b.next().act, Step::Act::kEnsure);  // the other is not there yet
  EXPECT_EQ(b.run.state, RunState::kStarting);
  b.see(1, {.phase = Phase::kRunning});
  b.next();
  EXPECT_EQ(b.run.state, RunState::kRunning);
  b.exits(0, {});
  b.next();
  EXPECT_EQ(b.run.state, RunState::kRunning);
  b.exits(1, {});
  b.next();
  EXPECT_EQ(b.run.state, RunState::kSucceeded);
  EXPECT_EQ(b.run.state_reason, "");
}

TEST(RunMachine, AShortCommandMaySucceedUnseen) {
  Bench b;
  b.put();
  b.exits(0, {});
  b.next();
  EXPECT_EQ(b.run.state, RunState::kSucceeded);
  EXPECT_TRUE(b.run.instances[0].started_at);
}

TEST(RunMachine, EndsAreNamed) {
  const std::vector<std::pair<ExitRecord, std::string>> cases{
      {{.exit_code = 3}, "CommandExited(3)"},
      {{.signal = 9}, "KilledBySignal(9)"},
      {{.signal = 9, .out_of_memory = true}, "OutOfMemory"},
      {{.start_error = "RequirementsFailed: no such package"}, "RequirementsFailed"},
      {{.start_error = "ImageMissing: none"}, "ImageMissing"},
      {{.start_error = "CommandNotFound: no bash"}, "SandboxFailed"},
  };
  for (const auto& [record, reason] : cases) {
    Bench b;
    b.put();
    b.exits(0, record);
    b.next();
    EXPECT_EQ(b.run.state, RunState::kFailed);
    EXPECT_EQ(b.run.state_reason, reason);
    EXPECT_FALSE(b.run.state_message.empty());
    ASSERT_EQ(b.run.faults.size(), 1u);
  }
}

TEST(RunMachine, OneFailureEndsTheGangAndTheFirstIsPinned) {
  Bench b(3);
  b.put();
  for (int i = 0; i < 3; ++i) b.see(i, {.phase = Phase::kRunning});
  b.next();
  b.exits(2, {.exit_code = 7});
  b.pass(10);
  b.exits(0, {.exit_code = 1});
  EXPECT_EQ(b.next().act, Step::Act::kEnsureGone);
  EXPECT_EQ(b.run.state, RunState::kStopping);
  EXPECT_EQ(b.run.first_failed_instance, 2);
  b.exits(1, {.signal = 15, .stopped = true});
  b.next();
  EXPECT_EQ(b.run.state, RunState::kFailed);
  EXPECT_EQ(b.run.state_reason, "CommandExited(7)");
}

TEST(RunMachine, StopDrainsThenStops) {
  Bench b;
  b.put();
  b.see(0, {.phase = Phase::kRunning});
  b.next();
  b.run.state = RunState::kStopping;
  b.run.state_reason = "StopRequested";
  EXPECT_EQ(b.next().act, Step::Act::kEnsureGone);
  b.exits(0, {.signal = 15, .stopped = true});
  b.next();
  EXPECT_EQ(b.run.state, RunState::kStopped);
  EXPECT_EQ(b.run.state_reason, "StoppedByUser");
}

TEST(RunMachine, StopBeforeAnythingStarted) {
  Bench b;
  b.put();
  b.run.state = RunState::kStopping;
  b.run.state_reason = "StopRequested";
  EXPECT_EQ(b.next().act, Step::Act::kEnsureGone);
  EXPECT_EQ(b.run.state, RunState::kStopping);  // an earlier ensure may still be on its way
  b.stop = RunView::Stop::kAcknowledged;
  b.completeness = Complete::kIncomplete;
  b.next();
  EXPECT_EQ(b.run.state, RunState::kStopping);  // not in sight of an incomplete view: unknown
  b.completeness = Complete::kComplete;
  b.next();
  EXPECT_EQ(b.run.state, RunState::kStopped);
}

TEST(RunMachine, UnknownIsNotLost) {
  Bench b;
  b.put();
  b.see(0, {.phase = Phase::kRunning});
  b.next();
  b.seen.instances.clear();
  b.completeness = Complete::kIncomplete;
  EXPECT_EQ(b.next().row, Step::Row::kSame);
  b.completeness = Complete::kComplete;
  b.next();
  EXPECT_EQ(b.run.state_reason, "InstanceLost");
}

TEST(RunMachine, LostInstanceIsOverOnlyWhenTheRuntimeWasTold) {
  Bench b;
  b.run.fault_tolerance.enabled = true;
  b.put();
  b.see(0, {.phase = Phase::kLost});
  b.next();
  EXPECT_EQ(b.run.state, RunState::kRecovering);
  EXPECT_EQ(b.next().act, Step::Act::kEnsureGone);
  EXPECT_FALSE(waits_for_place(b.run));
  b.stop = RunView::Stop::kAcknowledged;
  b.next();
  EXPECT_TRUE(waits_for_place(b.run));
  EXPECT_TRUE(holdings(b.run).empty());
}

TEST(RunMachine, RestartsUntilTheLimitAndTimesEachFault) {
  Bench b;
  b.run.fault_tolerance = {.enabled = true, .max_restarts = 2};
  for (int attempt = 1; attempt <= 3; ++attempt) {
    b.put();
    EXPECT_EQ(b.run.attempt, attempt);
    b.pass(300);
    b.see(0, {.phase = Phase::kRunning});
    b.next();
    EXPECT_EQ(b.run.state, RunState::kRunning);
    b.exits(0, {.exit_code = 1});
    b.pass(200);
    b.next();
    b.pass(100);
    b.next();
  }
  EXPECT_EQ(b.run.state, RunState::kFailed);
  EXPECT_EQ(b.run.state_reason, "RestartLimitReached(CommandExited(1))");
  ASSERT_EQ(b.run.faults.size(), 3u);
  EXPECT_EQ(b.run.restarts["process"], 2);
  EXPECT_DOUBLE_EQ(b.run.faults[0].detection_s, 0.2);
  EXPECT_DOUBLE_EQ(b.run.faults[0].handling_s, 0.1);
  EXPECT_DOUBLE_EQ(b.run.faults[0].recovery_s, 0.3);
}

TEST(RunMachine, ARecoveryIsTimedOnce) {
  Bench b;
  b.run.fault_tolerance = {.enabled = true, .max_restarts = 2};
  b.put();
  b.exits(0, {.exit_code = 1});
  b.next();
  b.next();
  b.put();
  b.pass(200);
  b.see(0, {.phase = Phase::kRunning});
  b.next();
  ASSERT_EQ(b.run.state, RunState::kRunning);
  b.pass(60'000);
  b.exits(0, {});
  b.next();
  ASSERT_EQ(b.run.state, RunState::kSucceeded);
  EXPECT_DOUBLE_EQ(b.run.faults[0].recovery_s, 0.2);
}

TEST(RunMachine, FaultsThatComeAgainAreNotRestarted) {
  Bench b;
  b.run.fault_tolerance = {.enabled = true, .max_restarts = 2};
  b.put();
  b.exits(0, {.start_error = "RequirementsFailed: no such package"});
  b.next();
  EXPECT_EQ(b.run.state, RunState::kFailed);
}

TEST(RunMachine, FencedNodeIsLostAndCordoned) {
  Bench b;
  b.run.fault_tolerance.enabled = true;
  b.put();
  b.see(0, {.phase = Phase::kRunning});
  b.next();
  b.seen.instances.clear();
  b.completeness = Complete::kIncomplete;
  b.around.nodes["n"].fence = Fence::kFenced;
  const auto s = b.next();
  EXPECT_EQ(b.run.state, RunState::kRecovering);
  EXPECT_EQ(b.run.state_reason, "NodeLost(node-n)");
  ASSERT_EQ(s.cordons.size(), 1u);
  EXPECT_EQ(s.cordons[0].node, "n");
  b.next();
  EXPECT_TRUE(waits_for_place(b.run));
}

TEST(RunMachine, StartThatTakesTooLong) {
  Bench b;
  b.put();
  b.see(0, {.phase = Phase::kStarting});
  b.pass(29 * 60'000);
  b.next();
  EXPECT_EQ(b.run.state, RunState::kStarting);
  b.pass(2 * 60'000);
  EXPECT_EQ(b.next().act, Step::Act::kEnsureGone);
  EXPECT_EQ(b.run.state_reason, "StartTimedOut");
}

// The manual's table: level, strategy → what happens to a running job.
struct CardCase {
  resource::FaultLevel level;
  resource::FaultStrategy strategy;
  enum class Outcome { kRunsOn, kSamePlace, kElsewhere } outcome;
};

TEST(RunMachine, CardFaultsByLevelAndStrategy) {
  using L = resource::FaultLevel;
  using S = resource::FaultStrategy;
  using O = CardCase::Outcome;
  for (const auto& c : std::vector<CardCase>{{L::kL1, S::kReschedule, O::kRunsOn},
                                             {L::kL1, S::kGraceful, O::kRunsOn},
                                             {L::kL2, S::kReschedule, O::kElsewhere},
                                             {L::kL2, S::kGraceful, O::kSamePlace},
                                             {L::kL3, S::kReschedule, O::kElsewhere},
                                             {L::kL3, S::kGraceful, O::kSamePlace},
                                             {L::kL4, S::kReschedule, O::kRunsOn},
                                             {L::kL4, S::kGraceful, O::kRunsOn},
                                             {L::kL5, S::kReschedule, O::kElsewhere},
                                             {L::kL5, S::kGraceful, O::kSamePlace},
                                             {L::kL6, S::kReschedule, O::kElsewhere},
                                             {L::kL6, S::kGraceful, O::kElsewhere}}) {
    SCOPED_TRACE(std::string(word(c.level)) + " " + std::string(word(c.strategy)));
    Bench b;
    b.run.fault_tolerance = {.enabled = true, .strategy = c.strategy};
    b.put();
    b.see(0, {.phase = Phase::kRunning});
    b.next();
    b.around.nodes["n"].card_faults[0] = c.level;
    b.next();
    if (c.outcome == O::kRunsOn) {
      EXPECT_EQ(b.run.state, RunState::kRunning);
      continue;
    }
    EXPECT_EQ(b.run.state_reason, "CardFault(" + std::string(word(c.level)) + ")");
    b.exits(0, {.signal = 15, .stopped = true});
    const auto s = b.next();
    if (c.outcome == O::kElsewhere) {
      EXPECT_TRUE(waits_for_place(b.run));
      continue;
    }
    ASSERT_EQ(s.resets.size(), 1u);
    EXPECT_FALSE(waits_for_place(b.run));
    b.around.nodes["n"].card_faults.clear();
    b.next();
    EXPECT_EQ(b.run.state, RunState::kStarting);
    EXPECT_EQ(b.run.attempt, 2);
    EXPECT_EQ(b.run.instances[0].cards, std::vector<std::int64_t>{0});
  }
}

TEST(RunMachine, WaitingRowChangesOnlyWithItsReason) {
  Bench b;
  const sched::Decision d{.run_id = "0run",
                          .reason = {.code = resource::ReasonCode::kWaitingForResources},
                          .words = "Still missing: 1 core."};
  b.take(wait(b.run, d));
  EXPECT_EQ(b.run.state_reason, "WaitingForResources");
  EXPECT_EQ(wait(b.run, d).row, Step::Row::kSame);
}

TEST(SampleTargets, AreWhatRunsNowWithWhatItWasGiven) {
  Bench b(2);
  b.put();
  EXPECT_TRUE(sample_targets({b.run}).empty());
  b.see(1, {.phase = Phase::kRunning});
  b.next();
  const auto targets = sample_targets({b.run});
  ASSERT_EQ(targets.size(), 1u);
  EXPECT_EQ(targets[0].key, attempt_of(b.run));
  EXPECT_EQ(targets[0].started_at_ms, base::unix_ms(kStart));
  ASSERT_EQ(targets[0].instances.size(), 1u);
  EXPECT_EQ(targets[0].instances[0].index, 1);
  EXPECT_EQ(targets[0].instances[0].cpu_millis, 1000);
  EXPECT_EQ(targets[0].instances[0].cards, std::vector<std::int64_t>{1});
}

TEST(InstanceSpecs, EnvironmentOfInstanceAndAttempt) {
  Bench b(2);
  auto spec = spec_of(b.run);
  spec.roles[0].env = {{"PET_NNODES", "2"}, {"WORLD_SIZE", "2"}, {"NODE_NAME", "mine"}};
  b.run.spec = describe::encode(describe::Described<protocol::RunSpec>::get(),
                                describe::View::kPublic, &spec);
  b.put();
  b.run.attempt = 3;
  b.run.resume_from = "/work/output/checkpoints/9";
  const auto specs = instance_specs(b.run);
  ASSERT_EQ(specs.size(), 2u);
  std::map<std::string, std::string> env;
  for (const auto& v : specs[1].env) EXPECT_TRUE(env.emplace(v.name, v.value).second) << v.name;
  EXPECT_EQ(env["PET_NODE_RANK"], "1");
  EXPECT_EQ(env["RANK"], "1");
  EXPECT_EQ(env["LOCAL_RANK"], "0");
  EXPECT_EQ(env["MILLRACE_RESTART_COUNT"], "2");
  EXPECT_EQ(env["MILLRACE_RESUME_FROM"], "/work/output/checkpoints/9");
  EXPECT_EQ(env["NODE_NAME"], "node-n");
}

}  // namespace
}  // namespace millrace::control
