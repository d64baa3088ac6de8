#include "domain/run_ops.h"

#include <gtest/gtest.h>

#include "domain/advance.h"
#include "domain/crud.h"
#include "domain/node_ops.h"
#include "domain/restart.h"
#include "resource/assets.h"
#include "resource/machines.h"
#include "resource/training_job.h"
#include "store/event_log.h"
#include "store/ledger_views.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::RunState;
using resource::TrainingJob;
using store::ReadTx;
using store::Table;
using store::Tx;

const ContentPlaces kPlaces{
    .code_folder = [](const std::string& id,
                      const std::string& sha256) { return "/content/" + id + "/" + sha256; },
    .requirements_in = [](const std::string&) -> Result<std::string> {
      return std::string("numpy\n");
    }};

class RunOps : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    write([&](Tx& tx) -> Result<void> {
      resource::Workspace workspace;
      workspace.name = "default";
      TRY(Table<resource::Workspace>().insert(tx, workspace));
      TRY_ASSIGN(const auto cluster, ensure_cluster(tx, "local"));
      resource::Flavor flavor;
      flavor.name = "1C_2G";
      flavor.cluster = cluster.id;
      flavor.memory_bytes = std::int64_t{2} << 30;
      TRY(ensure_flavor(tx, flavor));
      resource::Node node;
      node.name = "n";
      node.cluster = cluster.id;
      node.cpu_millis = 4000;
      node.memory_bytes = std::int64_t{8} << 30;
      TRY_ASSIGN(node_, register_node(tx, node));
      TrainingJob job;
      job.name = "hello";
      job.command = "echo hello";
      job.flavor = "1C_2G";
      TRY(create(tx, system_actor(), TrainingJob::kind(), workspace.id, job));
      job_ = job.id;
      return {};
    });
  }
  Result<resource::Run> start() {
    Result<resource::Run> out = fail(ErrorCode::kInternal, "not run");
    const auto done = store_->write([&](Tx& tx) -> Result<void> {
      out = request_start(tx, system_actor(), TrainingJob::kind(), job_, kPlaces);
      if (!out) return out.error();
      return {};
    });
    return out;
  }
  void stop() {
    write([&](Tx& tx) { return request_stop(tx, system_actor(), TrainingJob::kind(), job_); });
  }
  void go(resource::Run& run, RunState to, const Why& why = {}) {
    write([&](Tx& tx) { return advance(tx, system_actor(), run, to, why); });
  }
  void put(resource::Run& run) {
    resource::RunInstance i;
    i.node = node_.id;
    i.state = RunState::kStarting;
    run.instances = {i};
    run.attempt = 1;
    go(run, RunState::kStarting);
  }
  TrainingJob job() {
    TrainingJob out;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(out, Table<TrainingJob>().get(tx, job_));
      return {};
    });
    return out;
  }
  std::vector<std::string> events(const std::string& run) {
    std::vector<std::string> out;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto all, store::list_events(tx, {.run = run}));
      for (const auto& e : all) out.push_back(e.reason);
      return {};
    });
    return out;
  }
  std::map<std::string, std::int64_t> cpu_ms_by_kind() {
    std::map<std::string, std::int64_t> out;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(
          const auto rows,
          store::usage(tx,
                       {.to = clock_.now(), .by = store::UsageQuery::By::kKind, .resource = "cpu"},
                       clock_.now()));
      for (const auto& row : rows) out[row.key] = row.amount_ms / 1000;
      TRY_ASSIGN(const auto check, store::verify_ledger(tx, clock_.now()));
      for (const auto& words : check.problems) ADD_FAILURE() << words;
      return {};
    });
    return out;
  }
  std::string job_;
  resource::Node node_;
};

TEST_F(RunOps, StartFreezesAndQueues) {
  const auto run = start();
  ASSERT_TRUE(run) << run.error().to_string();
  EXPECT_EQ(run->name, "hello-1");
  EXPECT_EQ(run->state, RunState::kQueued);
  EXPECT_EQ(run->state_reason, "WaitingForResources");
  EXPECT_EQ(run->frozen.find("flavor")->string_or("name", ""), "1C_2G");
  EXPECT_EQ(job().state, RunState::kQueued);
  EXPECT_EQ(job().current_run, run->id);
  const auto again = start();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_F(RunOps, ANameThatIsUsedAgainDoesNotMeetTheRunsOfTheOneBefore) {
  const auto first = start();
  ASSERT_TRUE(first) << first.error().to_string();
  stop();
  write([&](Tx& tx) -> Result<void> {
    TRY(update(tx, system_actor(), TrainingJob::kind(), job_, json::Object{{"name", "old"}},
               std::nullopt));
    TrainingJob next;
    next.name = "hello";
    next.command = "echo again";
    next.flavor = "1C_2G";
    TRY(create(tx, system_actor(), TrainingJob::kind(), first->workspace, next));
    job_ = next.id;
    return {};
  });
  const auto second = start();
  ASSERT_TRUE(second) << second.error().to_string();
  EXPECT_EQ(second->number, 1);
  EXPECT_EQ(second->name, "hello-1-" + second->id);
}

TEST_F(RunOps, LifeIsMirroredToldAndBooked) {
  auto run = start();
  ASSERT_TRUE(run);
  put(*run);
  clock_.advance(Duration(100));
  run->instances[0].state = RunState::kRunning;
  run->instances[0].started_at = clock_.now();
  clock_.advance(Duration(50));  // seen a little later
  go(*run, RunState::kRunning);
  EXPECT_EQ(job().state, RunState::kRunning);
  clock_.advance(Duration(950));
  run->instances[0].exit = protocol::ExitRecord{};
  run->instances[0].state = RunState::kSucceeded;
  run->instances[0].ended_at = clock_.now();
  clock_.advance(Duration(10'000));  // the server was away
  go(*run, RunState::kSucceeded);
  EXPECT_EQ(job().state, RunState::kSucceeded);
  EXPECT_EQ(job().duration_ms, 1000);
  EXPECT_FALSE(run->active);
  EXPECT_EQ(events(run->id),
            (std::vector<std::string>{"Queued", "Starting", "Running", "Succeeded"}));
  EXPECT_EQ(cpu_ms_by_kind(),
            (std::map<std::string, std::int64_t>{{"starting", 100}, {"running", 1000}}));
  EXPECT_TRUE(start());  // the next run
}

TEST_F(RunOps, WhatWasLostIsBookedAsLost) {
  auto run = start();
  ASSERT_TRUE(run);
  put(*run);
  run->instances[0].state = RunState::kRunning;
  run->instances[0].started_at = clock_.now();
  go(*run, RunState::kRunning);
  clock_.advance(Duration(1000));
  const auto last_seen = clock_.now();
  clock_.advance(Duration(500));
  run->instances[0].state = RunState::kFailed;
  run->instances[0].ended_at = last_seen;
  go(*run, RunState::kFailed, why(resource::ReasonCode::kInstanceLost));
  EXPECT_EQ(cpu_ms_by_kind(),
            (std::map<std::string, std::int64_t>{{"running", 1000}, {"lost", 500}}));
}

TEST_F(RunOps, WhatFailedBeforeItWasSeenHasRunNonetheless) {
  auto run = start();
  ASSERT_TRUE(run);
  put(*run);
  clock_.advance(Duration(100));
  run->instances[0].started_at = clock_.now();
  clock_.advance(Duration(30));
  run->instances[0].state = RunState::kFailed;
  run->instances[0].exit = protocol::ExitRecord{.exit_code = 3};
  run->instances[0].ended_at = clock_.now();
  clock_.advance(Duration(500));
  go(*run, RunState::kFailed, why(resource::ReasonCode::kCommandExited));
  EXPECT_EQ(job().duration_ms, 30);
  EXPECT_TRUE(job().started_at);
  EXPECT_EQ(cpu_ms_by_kind(),
            (std::map<std::string, std::int64_t>{{"starting", 100}, {"running", 30}}));
}

TEST_F(RunOps, OnlyTheTablesTransitionsAndNothingAfterTheEnd) {
  auto run = start();
  ASSERT_TRUE(run);
  const auto jump = store_->write(
      [&](Tx& tx) { return advance(tx, system_actor(), *run, RunState::kRunning, {}); });
  EXPECT_EQ(jump.error().code, ErrorCode::kInternal);
  resource::Run stale = *run;
  stale.state = RunState::kQueued;
  stop();
  EXPECT_EQ(job().state, RunState::kStopped);
  EXPECT_EQ(job().state_reason, "StoppedByUser");
  const auto late = store_->write(
      [&](Tx& tx) { return advance(tx, system_actor(), stale, RunState::kStarting, {}); });
  EXPECT_EQ(late.error().code, ErrorCode::kConflict);
  stop();  // without effect
  EXPECT_EQ(events(run->id).back(), "Stopped");
}

TEST_F(RunOps, StopOfARunningOneAsksTheController) {
  auto run = start();
  ASSERT_TRUE(run);
  put(*run);
  stop();
  EXPECT_EQ(job().state, RunState::kStopping);
  EXPECT_EQ(job().state_reason, "StopRequested");
}

class Restart : public RunOps {
 protected:
  void SetUp() override {
    RunOps::SetUp();
    write([&](Tx& tx) -> Result<void> {
      ann_.name = "ann";
      return Table<resource::User>().insert(tx, ann_);
    });
    auto run = start();
    ASSERT_TRUE(run);
    put(*run);
    run_ = *run;
  }
  void ask() {
    Actor actor;
    actor.user_id = ann_.id;
    actor.account = "ann";
    write([&](Tx& tx) { return request_restart(tx, actor, TrainingJob::kind(), job_, kPlaces); });
  }
  Result<void> carry_out() {
    return store_->write(
        [&](Tx& tx) { return carry_out_restart(tx, TrainingJob::kind(), job_, kPlaces); });
  }
  void end() {
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(run_, Table<resource::Run>().get(tx, run_.id));
      return {};
    });
    go(run_, RunState::kStopped, why(resource::ReasonCode::kStoppedByUser));
  }
  resource::User ann_;
  resource::Run run_;
};

TEST_F(Restart, BeginsANewRunWhenTheOldOneHasEnded) {
  ask();
  EXPECT_EQ(job().state, RunState::kStopping);
  EXPECT_TRUE(job().restart_pending);
  ASSERT_TRUE(carry_out());  // too early: without effect
  EXPECT_EQ(job().current_run, run_.id);
  end();
  reopen();  // the wish outlives the server
  ASSERT_TRUE(carry_out());
  EXPECT_EQ(job().state, RunState::kQueued);
  EXPECT_EQ(job().run_count, 2);
  EXPECT_FALSE(job().restart_pending);
  const std::string begun = job().current_run;
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto all, store::list_events(tx, {.run = begun}));
    EXPECT_EQ(all.front().actor_name, "ann");
    return {};
  });
  ASSERT_TRUE(carry_out());  // once only
  EXPECT_EQ(job().run_count, 2);
}

TEST_F(Restart, AStopTakesItBack) {
  ask();
  stop();
  EXPECT_FALSE(job().restart_pending);
  end();
  ASSERT_TRUE(carry_out());
  EXPECT_EQ(job().state, RunState::kStopped);
}

TEST_F(Restart, OfWhatDoesNotRunIsAStart) {
  stop();
  end();
  ask();
  EXPECT_EQ(job().state, RunState::kQueued);
  EXPECT_EQ(job().run_count, 2);
  ask();  // a queued run ends at once
  EXPECT_EQ(job().run_count, 3);
  EXPECT_FALSE(job().restart_pending);
}

TEST_F(Restart, WhatCannotBeIsGivenUpWithAnEvent) {
  ask();
  end();
  write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(auto ann, Table<resource::User>().get(tx, ann_.id));
    ann.disabled = true;
    return Table<resource::User>().update(tx, ann);
  });
  const auto refused = carry_out();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  write([&](Tx& tx) { return give_up_restart(tx, TrainingJob::kind(), job_, refused.error()); });
  EXPECT_FALSE(job().restart_pending);
  EXPECT_EQ(events(run_.id).back(), "RestartFailed");
  EXPECT_TRUE(carry_out());
}

TEST_F(RunOps, ProgressLeavesNoEvent) {
  auto run = start();
  ASSERT_TRUE(run);
  const auto before = events(run->id).size();
  write([&](Tx& tx) { return record_progress(tx, run->id, json::Object{{"step", 3}}); });
  EXPECT_EQ(job().progress.int_or("step", 0), 3);
  EXPECT_EQ(events(run->id).size(), before);
}

TEST_F(RunOps, RunsGoWithTheirWorkload) {
  ASSERT_TRUE(start());
  const auto early = store_->write([&](Tx& tx) { return remove_runs(tx, job_); });
  EXPECT_EQ(early.error().code, ErrorCode::kConflict);
  stop();
  write([&](Tx& tx) { return remove_runs(tx, job_); });
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto runs, Table<resource::Run>().all(tx));
    EXPECT_TRUE(runs.empty());
    return {};
  });
}

TEST_F(RunOps, AWorkloadGoesWithItsRunsOnceTheyHaveEnded) {
  ASSERT_TRUE(start());
  const auto del = [&] {
    return store_->write([&](Tx& tx) {
      return remove(tx, system_actor(), TrainingJob::kind(), job_, std::nullopt);
    });
  };
  const auto early = del();
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::kConflict);
  stop();
  ASSERT_TRUE(del());
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto runs, Table<resource::Run>().all(tx));
    EXPECT_TRUE(runs.empty());
    return {};
  });
}

TEST_F(RunOps, NodesKeepWhatUsersSetAndBookWhatTheyHave) {
  write([&](Tx& tx) -> Result<void> {
    TRY(cordon(tx, node_.id, "lost while it ran hello-1"));
    TRY_ASSIGN(const auto again, register_node(tx, node_));
    EXPECT_TRUE(again.cordoned);
    EXPECT_EQ(again.state, resource::NodeState::kCordoned);
    return {};
  });
  clock_.advance(Duration(1000));
  write([&](Tx& tx) -> Result<void> {
    TRY(update(tx, system_actor(), resource::Node::kind(), node_.id,
               json::Object{{"cordoned", false}}, std::nullopt));
    TRY(mark_lost(tx, node_.id, "silent"));
    TRY_ASSIGN(const auto back, register_node(tx, node_));
    EXPECT_EQ(back.state, resource::NodeState::kReady);
    return {};
  });
  cpu_ms_by_kind();  // verifies the ledger
}

// ---- the planner
// ---------------------------------------------------------------------------------

TEST_F(RunOps, NetworkIsRefusedWhereNoNodeHasIt) {
  const auto wish = [&] {
    return store_->write([&](Tx& tx) -> Result<void> {
      TRY(update(tx, system_actor(), TrainingJob::kind(), job_, json::Object{{"network", "out"}},
                 std::nullopt));
      return {};
    });
  };
  node_.no_egress = "the server does not run as root";
  write([&](Tx& tx) -> Result<void> {
    TRY(register_node(tx, node_));
    return {};
  });
  const auto refused = wish();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("does not run as root"), std::string::npos)
      << refused.error().message;
  node_.no_egress.clear();
  write([&](Tx& tx) -> Result<void> {
    TRY(register_node(tx, node_));
    return {};
  });
  EXPECT_TRUE(wish());
}

TEST_F(RunOps, ASingleNodeMayBeRenamed) {
  write([&](Tx& tx) { return rename_single_node(tx, node_.cluster, "other"); });
  resource::Node reported = node_;
  reported.name = "other";
  write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(const auto same, register_node(tx, reported));
    EXPECT_EQ(same.id, node_.id);
    EXPECT_EQ(same.name, "other");
    return {};
  });
}

}  // namespace
}  // namespace millrace::domain
