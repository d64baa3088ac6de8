// The controllers on a real store and real processes: a job from its request to its end, stops,
// restarts, and a server that goes away in between.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "control/node_controller.h"
#include "control/progress_controller.h"
#include "control/retention.h"
#include "control/run_controller.h"
#include "domain/crud.h"
#include "domain/run_ops.h"
#include "io/file_system.h"
#include "resource/training_job.h"
#include "runtime/local/local_runtime.h"
#include "store/ledger_views.h"
#include "store/table.h"

namespace millrace::control {
namespace {

using resource::RunState;
using resource::TrainingJob;
using store::Table;

const domain::Actor kAlice{.user_id = "0alice",
                           .account = "alice",
                           .groups = {},
                           .address = {},
                           .request_id = {},
                           .roles = {}};

class NoCards final : public metrics::CardProbe {
 public:
  Result<std::vector<metrics::CardInfo>> discover() override {
    return std::vector<metrics::CardInfo>{};
  }
  std::vector<metrics::CardReading> read() override { return {}; }
};

class LocalRuns : public testing::Test {
 protected:
  void SetUp() override {
    if (::access("/usr/bin/bwrap", X_OK) != 0) GTEST_SKIP() << "bubblewrap is not installed";
    if (::geteuid() != 0) GTEST_SKIP() << "not root: instances would not meet";
    std::string pattern = testing::TempDir() + "millrace-control-XXXXXX";
    data_ = ::mkdtemp(pattern.data());
    ASSERT_EQ(::chmod(data_.c_str(), 0711), 0);
    auto store = store::Store::open({.database = data_ + "/store.db"}, clock_);
    ASSERT_TRUE(store) << store.error().to_string();
    store_ = std::move(*store);
    write([&](store::Tx& tx) -> Result<void> {
      resource::Workspace workspace;
      workspace.name = "default";
      TRY(Table<resource::Workspace>().insert(tx, workspace));
      workspace_ = workspace.id;
      return {};
    });
    boot();
  }
  void TearDown() override {
    if (data_.empty()) return;
    for (const auto& id : jobs_) stop(id);
    for (const auto& id : jobs_)
      wait_for(id, [](const auto& j) { return !resource::is_active(j.state); });
    crash();
    store_.reset();
    EXPECT_TRUE(io::system_files().remove_tree(data_));
  }
  // A server starts on the data folder; another one may have been there before.
  void boot() {
    const char* programs = std::getenv("MILLRACE_BIN_DIR");
    auto runtime = runtime::LocalRuntime::open(
        {.data = data_,
         .shim_program = std::string(programs ? programs : "build/bin") + "/millrace-shim",
         .node = "local",
         .volatile_folder = "/run/millrace-control-test"},
        io::system_files(), clock_);
    ASSERT_TRUE(runtime) << runtime.error().to_string();
    runtime_ = std::move(*runtime);
    nodes_ = std::make_unique<NodeController>(
        *store_, *runtime_, cards_, NodeOptions{.declared = {{"H800", 2, std::int64_t{80} << 30}}});
    ASSERT_TRUE(nodes_->start());
    const auto reset = [](const auto&, auto) -> Result<void> {
      return fail(ErrorCode::kUnavailable, "cards here cannot be reset");
    };
    runs_ = std::make_unique<RunController>(*store_, *runtime_, clock_, reset);
    runs_->start();
    scalars_ = std::make_unique<metrics::ScalarsStore>(data_ + "/scalars.db", clock_);
    progress_ = std::make_unique<ProgressController>(*store_, *runtime_, *scalars_, clock_);
  }
  void crash() {
    progress_.reset();
    scalars_.reset();
    runs_.reset();
    nodes_.reset();
    runtime_.reset();
  }
  void write(const std::function<Result<void>(store::Tx&)>& body) {
    const auto done = store_->write(body);
    ASSERT_TRUE(done) << done.error().to_string();
  }
  TrainingJob job(const std::string& command) {
    TrainingJob job;
    job.name = "job" + std::to_string(jobs_.size());
    job.command = command;
    job.mode = resource::TrainingMode::kSingle;
    job.flavor = "1C_2G";
    job.stop_grace_s = 1;
    return job;
  }
  std::string submit(TrainingJob job, const domain::Actor& actor = kAlice) {
    const domain::ContentPlaces places{
        .code_folder = [](const auto&, const auto&) { return std::string(); },
        .requirements_in = [](const auto&) -> Result<std::string> { return std::string(); }};
    write([&](store::Tx& tx) -> Result<void> {
      TrainingJob row = job;
      TRY(domain::create(tx, actor, TrainingJob::kind(), workspace_, row));
      job.id = row.id;
      TRY(domain::request_start(tx, actor, TrainingJob::kind(), row.id, places));
      return {};
    });
    jobs_.push_back(job.id);
    return job.id;
  }
  void stop(const std::string& id) {
    write([&](store::Tx& tx) { return domain::request_stop(tx, kAlice, TrainingJob::kind(), id); });
  }
  TrainingJob get(const std::string& id) {
    TrainingJob out;
    EXPECT_TRUE(store_->read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(out, Table<TrainingJob>().get(tx, id));
      return {};
    }));
    return out;
  }
  resource::Run run_of(const std::string& id) {
    resource::Run out;
    EXPECT_TRUE(store_->read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto job, Table<TrainingJob>().get(tx, id));
      TRY_ASSIGN(out, Table<resource::Run>().get(tx, job.current_run));
      return {};
    }));
    return out;
  }
  TrainingJob wait_for(const std::string& id,
                       const std::function<bool(const TrainingJob&)>& holds) {
    const auto until = clock_.monotonic() + base::Duration(10'000);
    while (true) {
      TrainingJob job = get(id);
      if (holds(job)) return job;
      if (clock_.monotonic() > until) {
        ADD_FAILURE() << job.name << " is " << word(job.state) << " " << job.state_reason << " "
                      << job.state_message;
        return job;
      }
      clock_.sleep_for(base::Duration(2));
    }
  }
  TrainingJob wait_for(const std::string& id, RunState state) {
    return wait_for(id, [&](const auto& j) {
      return j.state == state || (resource::is_ended(j.state) && resource::is_ended(state));
    });
  }
  std::string log(const std::string& id, std::int64_t attempt = 1, std::int64_t instance = 0) {
    auto chunk =
        runtime_->read({run_of(id).id, attempt}, instance, runtime::Stream::kLog, "", 1 << 20);
    return chunk ? chunk->bytes : chunk.error().to_string();
  }
  void expect_ledger_adds_up() {
    EXPECT_TRUE(store_->read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto now, store::ledger_now(tx, clock_.now()));
      TRY_ASSIGN(const auto check, store::verify_ledger(tx, now));
      for (const auto& words : check.problems) ADD_FAILURE() << words;
      return {};
    }));
  }

  Clock& clock_ = base::system_clock();
  NoCards cards_;
  std::string data_, workspace_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::unique_ptr<NodeController> nodes_;
  std::unique_ptr<RunController> runs_;
  std::unique_ptr<metrics::ScalarsStore> scalars_;
  std::unique_ptr<ProgressController> progress_;
  std::vector<std::string> jobs_;
};

TEST_F(LocalRuns, FromRequestToTheEnd) {
  const auto id = submit(
      job("echo hello; echo $PET_NNODES $RANK $WORLD_SIZE $NODE_NAME $MILLRACE_RESTART_COUNT"));
  const auto done = wait_for(id, RunState::kSucceeded);
  EXPECT_EQ(done.state, RunState::kSucceeded) << done.state_message;
  EXPECT_EQ(done.state_reason, "");
  EXPECT_EQ(log(id), "hello\n1 0 1 local 0\n");
  expect_ledger_adds_up();
}

// Prints what it measures: half of it is the runtime's (sandbox, network).
TEST_F(LocalRuns, FromRequestToProcess) {
  std::vector<std::int64_t> placed, running;
  for (int i = 0; i < 9; ++i) {
    const auto id = submit(job("true"));
    wait_for(id, RunState::kSucceeded);
    const auto run = run_of(id);
    placed.push_back((*run.starting_at - *run.queued_at).count());
    running.push_back((*run.instances[0].started_at - *run.queued_at).count());
  }
  std::sort(placed.begin(), placed.end());
  std::sort(running.begin(), running.end());
  std::printf("from the request, medians of 9: placed after %d ms, process after %d ms\n",
              static_cast<int>(placed[4]), static_cast<int>(running[4]));
  RecordProperty("request_to_process_ms", static_cast<int>(running[4]));
}

TEST_F(LocalRuns, FailureIsNamed) {
  const auto done = wait_for(submit(job("exit 3")), RunState::kFailed);
  EXPECT_EQ(done.state, RunState::kFailed);
  EXPECT_EQ(done.state_reason, "CommandExited(3)");
}

TEST_F(LocalRuns, StopIsCleanAndIdempotent) {
  const auto id =
      submit(job("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"));
  wait_for(id, RunState::kRunning);
  stop(id);
  stop(id);
  const auto done = wait_for(id, RunState::kStopped);
  EXPECT_EQ(done.state_reason, "StoppedByUser");
  stop(id);
  EXPECT_EQ(get(id).state, RunState::kStopped);
  expect_ledger_adds_up();
}

TEST_F(LocalRuns, RunsGoOnWithoutTheServerAndAreTakenUpAgain) {
  const auto id = submit(job("echo one; sleep 1; echo two; exit 7"));
  wait_for(id, RunState::kRunning);
  crash();
  clock_.sleep_for(base::Duration(200));
  boot();
  const auto done = wait_for(id, RunState::kFailed);
  EXPECT_EQ(done.state_reason, "CommandExited(7)");
  EXPECT_EQ(log(id), "one\ntwo\n");
  EXPECT_EQ(run_of(id).attempt, 1);
}

TEST_F(LocalRuns, AnEndWithoutTheServerIsFoundLater) {
  const auto id = submit(job("sleep 0.3; exit 5"));
  wait_for(id, RunState::kRunning);
  crash();
  clock_.sleep_for(base::Duration(1'000));
  boot();
  const auto done = wait_for(id, RunState::kFailed);
  EXPECT_EQ(done.state_reason, "CommandExited(5)");
  EXPECT_LT(done.duration_ms, 900) << "counted by the shim, not by when it was seen";
  expect_ledger_adds_up();
}

TEST_F(LocalRuns, FaultsAreRestartedAndTimed) {
  auto what = job("echo $MILLRACE_RESTART_COUNT; [ $MILLRACE_RESTART_COUNT = 2 ]");
  what.fault_tolerance = {.enabled = true, .max_restarts = 3};
  const auto id = submit(what);
  const auto done = wait_for(id, RunState::kSucceeded);
  EXPECT_EQ(done.state, RunState::kSucceeded);
  const auto run = run_of(id);
  EXPECT_EQ(run.attempt, 3);
  ASSERT_EQ(run.faults.size(), 2u);
  EXPECT_EQ(run.faults[0].reason, "CommandExited(1)");
  EXPECT_EQ(log(id, 3), "2\n");
  expect_ledger_adds_up();
}

TEST_F(LocalRuns, WhatDoesNotFitWaitsWithItsReason) {
  auto what = job("true");
  what.flavor = "1C_2G";
  what.mode = resource::TrainingMode::kDdp;
  what.worker_count = 500;
  const auto big = submit(what);
  const auto waiting =
      wait_for(big, [](const auto& j) { return j.state_reason == "NoFittingNode"; });
  EXPECT_NE(waiting.state_message.find("cores"), std::string::npos) << waiting.state_message;
  EXPECT_EQ(wait_for(submit(job("true")), RunState::kSucceeded).state, RunState::kSucceeded);
}

TEST_F(LocalRuns, WhatTheNodeRefusesFailsWithItsWords) {
  auto what = job("true");
  const auto id = submit(what, {.user_id = "",
                                .account = "nobody",
                                .groups = {},
                                .address = {},
                                .request_id = {},
                                .roles = {}});
  const auto done = wait_for(id, RunState::kFailed);
  EXPECT_EQ(done.state_reason, "SandboxFailed");
  EXPECT_NE(done.state_message.find("user"), std::string::npos) << done.state_message;
}

TEST_F(LocalRuns, ProgressReachesJobAndCurves) {
  const auto id =
      submit(job("echo '{\"step\":1,\"total_steps\":2,\"loss\":0.5}' >> $MILLRACE_PROGRESS; "
                 "echo '{\"step\":2,\"total_steps\":2,\"loss\":0.25}' >> $MILLRACE_PROGRESS"));
  progress_->turn();  // sees it active
  wait_for(id, RunState::kSucceeded);
  progress_->turn();
  EXPECT_EQ(get(id).progress.int_or("step", 0), 2);
  const auto curve = scalars_->query({.runs = {run_of(id).id}, .tags = {"loss"}});
  ASSERT_TRUE(curve) << curve.error().to_string();
  ASSERT_EQ(curve->series.size(), 1u);
  EXPECT_EQ(curve->series[0].points.size(), 2u);
}

TEST_F(LocalRuns, CurvesOfARunThatBeganAndEndedBetweenTwoLooks) {
  progress_->turn();
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(submit(job("echo '{\"step\":1,\"loss\":0.5}' >> $MILLRACE_PROGRESS")));
    wait_for(ids.back(), RunState::kSucceeded);
  }
  progress_->turn();
  for (const auto& id : ids) {
    EXPECT_EQ(get(id).progress.int_or("step", 0), 1);
    const auto curve = scalars_->query({.runs = {run_of(id).id}, .tags = {"loss"}});
    ASSERT_TRUE(curve) << curve.error().to_string();
    EXPECT_EQ(curve->series.size(), 1u);
  }
}

TEST_F(LocalRuns, DeletedRunsAreForgottenAndUnknownOnesStopped) {
  const auto id = submit(job("true"));
  wait_for(id, RunState::kSucceeded);
  const auto run = run_of(id).id;
  ASSERT_TRUE(io::exists(io::system_files(), data_ + "/runs/" + run));
  write([&](store::Tx& tx) {
    return domain::remove(tx, kAlice, TrainingJob::kind(), id, std::nullopt);
  });
  jobs_.clear();
  auto series = metrics::sqlite_series_store(data_ + "/metrics.db", clock_);
  Retention retention({.store = *store_,
                       .runtime = *runtime_,
                       .scalars = *scalars_,
                       .series = *series,
                       .clock = clock_,
                       .runs_settled = [] { return true; },
                       .remove_upload = {}});
  retention.turn();
  EXPECT_FALSE(io::exists(io::system_files(), data_ + "/runs/" + run));

  // An attempt that no row stands behind.
  protocol::InstanceSpec stray;
  stray.run_id = "0stray";
  stray.node = "local";
  stray.user = "0alice";
  stray.command = {"/bin/bash", "-c", "sleep 1000"};
  stray.working_directory = "/work/home";
  stray.stop_grace_s = 1;
  const runtime::AttemptKey key{"0stray", 1};
  ASSERT_TRUE(runtime_->ensure(key, {stray}));
  const auto until = clock_.monotonic() + base::Duration(10'000);
  const auto gone = [&] {
    const auto seen = runtime_->observe();
    for (const auto& attempt : seen->attempts)
      if (attempt.key == key)
        return attempt.instances.at(0).phase == runtime::InstanceObservation::Phase::kExited;
    return false;
  };
  runs_->wake();
  while (!gone() && clock_.monotonic() < until) clock_.sleep_for(base::Duration(5));
  EXPECT_TRUE(gone());
  retention.turn();
  EXPECT_TRUE(io::exists(io::system_files(), data_ + "/runs/0stray"))
      << "never heard of: kept for the operator";
}

TEST_F(LocalRuns, InstancesOfAGangMeet) {
  // The machine under test may have one core only: the gang's flavor asks for little.
  write([&](store::Tx& tx) -> Result<void> {
    resource::Flavor small;
    small.name = "small";
    small.cpu_millis = 100;
    small.memory_bytes = std::int64_t{256} << 20;
    return domain::create(tx, kAlice, resource::Flavor::kind(), "", small);
  });
  auto what =
      job("if [ $RANK = 0 ]; then exec 3<>/dev/tcp/127.0.0.1/$MASTER_PORT || sleep 0.2; "
          "/usr/bin/python3 -c 'import socket,os; s=socket.socket(); s.setsockopt(1,2,1); "
          "s.bind((\"127.0.0.1\",int(os.environ[\"MASTER_PORT\"]))); "
          "s.listen(); c=s.accept()[0]; print(c.recv(9).decode())'; "
          "else for i in $(seq 200); do echo from-$RANK > /dev/tcp/127.0.0.1/$MASTER_PORT && exit "
          "0; sleep 0.1; done; exit 1; fi 2>/dev/null");
  what.flavor = "small";
  what.mode = resource::TrainingMode::kDdp;
  what.worker_count = 1;
  const auto id = submit(what);
  const auto done = wait_for(id, RunState::kSucceeded);
  EXPECT_EQ(done.state, RunState::kSucceeded) << done.state_message << log(id);
  EXPECT_NE(log(id).find("from-1"), std::string::npos) << log(id);
}

TEST_F(LocalRuns, WhatIsReservedIsNotForRuns) {
  const auto facts = runtime_->facts();
  ASSERT_TRUE(facts);
  NodeController reserved(*store_, *runtime_, cards_,
                          {.reserved_cpu_millis = 500, .reserved_memory_bytes = 1 << 30});
  ASSERT_TRUE(reserved.start());
  std::vector<resource::Node> nodes;
  ASSERT_TRUE(store_->read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(nodes, Table<resource::Node>().all(tx));
    return {};
  }));
  ASSERT_EQ(nodes.size(), 1u);
  EXPECT_EQ(nodes[0].cpu_millis, facts->cpu_millis - 500);
  EXPECT_EQ(nodes[0].memory_bytes >> 20, (facts->memory_bytes >> 20) - 1024);
  EXPECT_EQ(nodes[0].reserved_cpu_millis, 500);
  NodeController greedy(*store_, *runtime_, cards_, {.reserved_cpu_millis = facts->cpu_millis});
  EXPECT_EQ(greedy.start().error().code, ErrorCode::kInvalid);
}

TEST(FittingFlavors, AreNamedAsInTheManual) {
  resource::Node node;
  node.cpu_millis = 16'000;
  node.memory_bytes = std::int64_t{64} << 30;
  node.cards = all_cards({}, {{"H800", 2, std::int64_t{80} << 30}});
  std::vector<std::string> names;
  for (const auto& f : fitting_flavors(node)) names.push_back(f.name);
  EXPECT_EQ(names, (std::vector<std::string>{"1C_2G", "2C_4G", "4C_8G", "8C_16G", "16C_32G",
                                             "8C_32G_1*H800", "16C_64G_2*H800"}));
}

TEST(AllCards, FoundOnesComeFirstAndModelsAreShort) {
  const auto cards = all_cards(
      {{.index = 0, .model = "NVIDIA A100-SXM4-80GB", .memory_bytes = 1, .uuid = "GPU-1"}},
      {{"H800", 1, 2}});
  ASSERT_EQ(cards.size(), 2u);
  EXPECT_EQ(cards[0].model, "A100-SXM4-80GB");
  EXPECT_EQ(cards[1].index, 1);
  EXPECT_TRUE(cards[1].declared);
}

}  // namespace
}  // namespace millrace::control
