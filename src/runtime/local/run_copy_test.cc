#include "runtime/local/run_copy.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "io/test_folder.h"
#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

std::string read(const std::string& path) {
  auto text = io::read_file(io::system_files(), path);
  return text ? *text : text.error().message;
}

void put(const std::string& path, const std::string& text, std::uint32_t mode = 0644) {
  ASSERT_TRUE(io::system_files().make_directories(std::filesystem::path(path).parent_path(), 0755));
  ASSERT_TRUE(io::replace_file(io::system_files(), path, text, mode));
}

bool there(const std::string& path) {
  return io::exists(io::system_files(), path);
}

// Copies that go on until they are let go of or cancelled.
struct Gate {
  base::Mutex mutex;
  base::CondVar changed;
  bool open GUARDED_BY(mutex) = false;
  int begun GUARDED_BY(mutex) = 0;

  CopyTree copy() {
    return
        [this](const RunCopy& what, const std::string& into, const std::atomic<bool>& cancelled) {
          const base::MutexLock lock(mutex);
          ++begun;
          while (!open && !cancelled) changed.wait_for(mutex, std::chrono::milliseconds(2));
          return copy_tree(what, into, cancelled);
        };
  }
  void let_go() {
    const base::MutexLock lock(mutex);
    open = true;
  }
};

class RunCopiesTest : public testing::Test {
 protected:
  void SetUp() override {
    put(source_ + "/train.sh", "echo hi\n", 0755);
    put(source_ + "/lib/a.txt", std::string(3 << 20, 'a'));
    put(source_ + "/lib/empty", "");
    std::filesystem::create_symlink("lib/a.txt", source_ + "/link");
  }
  RunCopy to(const std::string& name) const { return {source_, folder_.path() + "/run/" + name}; }
  RunCopies::State whole(RunCopies& copies, const RunCopy& copy) {
    while (true) {
      const auto state = copies.ensure(copy);
      EXPECT_TRUE(state) << state.error().message;
      if (!state || *state == RunCopies::State::kWhole) return RunCopies::State::kWhole;
      base::system_clock().sleep_for(base::Duration(2));
    }
  }
  io::TestFolder folder_;
  const std::string source_ = folder_.path() + "/source";
};

TEST_F(RunCopiesTest, TheTreeAsItIs) {
  put(folder_.path() + "/run/one.part/old", "of a process that was killed");
  RunCopies copies;
  whole(copies, to("one"));
  const std::string made = folder_.path() + "/run/one";
  EXPECT_EQ(read(made + "/train.sh"), "echo hi\n");
  EXPECT_EQ(read(made + "/lib/a.txt"), std::string(3 << 20, 'a'));
  EXPECT_EQ(read(made + "/lib/empty"), "");
  EXPECT_EQ(std::filesystem::read_symlink(made + "/link"), "lib/a.txt");
  struct stat info {};
  ASSERT_EQ(::stat((made + "/train.sh").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0755U);
  EXPECT_FALSE(there(made + "/old"));
  EXPECT_FALSE(there(made + ".part"));
  // What is whole stays as it is.
  put(made + "/train.sh", "changed");
  whole(copies, to("one"));
  EXPECT_EQ(read(made + "/train.sh"), "changed");
}

TEST_F(RunCopiesTest, WhatCannotBeCopiedIsToldAndLeavesNothing) {
  RunCopies copies;
  const auto absent = copies.ensure({folder_.path() + "/absent", folder_.path() + "/run/x"});
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kInvalid);
  ASSERT_EQ(::mkfifo((source_ + "/pipe").c_str(), 0600), 0);
  Result<RunCopies::State> told = RunCopies::State::kUnderWay;
  while (told && *told == RunCopies::State::kUnderWay) told = copies.ensure(to("one"));
  ASSERT_FALSE(told);
  EXPECT_NE(told.error().message.find("pipe is neither a file"), std::string::npos);
  EXPECT_FALSE(there(to("one").target));
  EXPECT_FALSE(there(to("one").target + ".part"));
  ASSERT_EQ(::unlink((source_ + "/pipe").c_str()), 0);
  whole(copies, to("one"));
}

TEST_F(RunCopiesTest, GoesOnBesideTheCaller) {
  Gate gate;
  RunCopies copies(gate.copy());
  for (const auto* name : {"1", "2", "3", "4", "5", "6"}) {
    const auto state = copies.ensure(to(name));
    ASSERT_TRUE(state);
    EXPECT_EQ(*state, RunCopies::State::kUnderWay);
  }
  EXPECT_TRUE(copies.under_way(folder_.path() + "/run"));
  EXPECT_FALSE(there(to("1").target));
  {
    const base::MutexLock lock(gate.mutex);
    EXPECT_LE(gate.begun, 4) << "a bounded number at a time";
  }
  gate.let_go();
  for (const auto* name : {"1", "2", "3", "4", "5", "6"}) whole(copies, to(name));
  EXPECT_FALSE(copies.under_way(folder_.path() + "/run"));
}

TEST_F(RunCopiesTest, CancelledItLeavesNothingAndMayBeginAgain) {
  Gate gate;
  RunCopies copies(gate.copy());
  ASSERT_TRUE(copies.ensure(to("one")));
  copies.cancel(folder_.path() + "/ru");  // another folder
  EXPECT_TRUE(copies.under_way(folder_.path() + "/run"));
  copies.cancel(folder_.path() + "/run");
  while (copies.under_way(folder_.path() + "/run"))
    base::system_clock().sleep_for(base::Duration(1));
  EXPECT_FALSE(there(to("one").target));
  EXPECT_FALSE(there(to("one").target + ".part"));
  gate.let_go();
  whole(copies, to("one"));
}

TEST_F(LocalRuntimeTest, ARunWorksOnItsOwnCopy) {
  const std::string source = path("content");
  put(source + "/train.sh", "echo one > lib/made; echo changed > train.sh\n");
  ASSERT_TRUE(io::system_files().make_directories(source + "/lib", 0755));
  for (int instance = 0; instance < 2; ++instance) {
    auto what = spec("cat train.sh; bash train.sh; cat lib/made", instance);
    what.mounts.push_back({source, "/work/mount/code", protocol::MountAccess::kRunCopy});
    what.working_directory = "/work/mount/code";
    wait_until("it to be taken", [&] {
      EXPECT_TRUE(runtime_->ensure(key(), {what}));
      return see(instance).instance == instance;
    });
    EXPECT_EQ(wait_for_exit(instance).exit_code, 0) << log(instance);
  }
  EXPECT_EQ(log(1), "changed\ntrain.sh: line 1: changed: command not found\none\n")
      << "instances share the copy";
  EXPECT_EQ(read(source + "/train.sh"), "echo one > lib/made; echo changed > train.sh\n");
  EXPECT_FALSE(there(source + "/lib/made"));
}

// Data that come from elsewhere: a run sees them, and what has come of them is told on the way.
class StagedData : public LocalRuntimeTest {
 protected:
  LocalOptions options() const override {
    auto out = LocalRuntimeTest::options();
    out.stage = [this](const std::string& source, const std::string& into,
                       const StageWatch& watch) -> Result<void> {
      const base::MutexLock lock(mutex_);
      watch.total_bytes = 5;
      while (!open_ && !watch.cancelled) changed_.wait_for(mutex_, std::chrono::milliseconds(2));
      if (watch.cancelled) return fail(ErrorCode::kCancelled, "given up");
      if (source == "/0lost/x") return fail(ErrorCode::kConflict, "it has gone");
      watch.done_bytes = 5;
      TRY(io::system_files().make_directories(into, 0755));
      return io::replace_file(io::system_files(), into + "/a", source, 0644);
    };
    return out;
  }
  protocol::InstanceSpec reader(const std::string& source) {
    auto what = spec("cat /work/mount/data/d/a; touch /work/mount/data/d/b || echo fixed");
    what.mounts.push_back({source, "/work/mount/data/d", protocol::MountAccess::kStaged});
    return what;
  }
  void let_go() {
    const base::MutexLock lock(mutex_);
    open_ = true;
  }
  mutable base::Mutex mutex_;
  mutable base::CondVar changed_;
  bool open_ GUARDED_BY(mutex_) = false;
};

TEST_F(StagedData, AreThereBeforeTheCommandAndGoWithTheAttempt) {
  const auto what = reader("/0s/x");
  ASSERT_TRUE(runtime_->ensure(key(), {what}));
  const auto under_way = runtime_->staging();
  ASSERT_EQ(under_way.size(), 1u);
  EXPECT_EQ(under_way[0].key, key());
  EXPECT_EQ(under_way[0].state, Staging::State::kUnderWay);
  let_go();
  std::vector<Staging> told;
  ASSERT_TRUE(wait_until("it has ended", [&] {
    EXPECT_TRUE(runtime_->ensure(key(), {what}));
    for (auto& staging : runtime_->staging())
      if (staging.state == Staging::State::kWhole) told.push_back(staging);
    return see().phase == InstanceObservation::Phase::kExited;
  }));
  EXPECT_NE(log().find("/0s/x"), std::string::npos) << log();
  EXPECT_NE(log().find("fixed"), std::string::npos) << log();
  ASSERT_EQ(told.size(), 1u) << "it is told once";
  EXPECT_EQ(told[0].done_bytes, 5);
  EXPECT_FALSE(there(path("runs/0run/1/staged")));
}

TEST_F(StagedData, WhatCannotBeBroughtIsSaid) {
  let_go();
  Result<void> ensured;
  ASSERT_TRUE(wait_until("it is refused", [&] {
    ensured = runtime_->ensure(key(), {reader("/0lost/x")});
    return !ensured;
  }));
  EXPECT_EQ(ensured.error().code, ErrorCode::kConflict);
  EXPECT_EQ(ensured.error().message, "it has gone");
}

TEST_F(StagedData, AreGivenUpWithTheAttempt) {
  ASSERT_TRUE(runtime_->ensure(key(), {reader("/0s/x")}));
  ASSERT_TRUE(runtime_->ensure_gone(key()));
  EXPECT_TRUE(wait_until("it is given up", [&] { return runtime_->staging().empty(); }));
  EXPECT_TRUE(wait_until("nothing is left", [&] { return runtime_->forget(key()).has_value(); }));
}

class SlowCopies : public LocalRuntimeTest {
 protected:
  LocalOptions options() const override {
    auto out = LocalRuntimeTest::options();
    out.copy = gate_.copy();
    return out;
  }
  protocol::InstanceSpec large() {
    put(path("content/train.sh"), "echo trained\n");
    auto what = spec("bash train.sh");
    what.mounts.push_back({path("content"), "/work/mount/code", protocol::MountAccess::kRunCopy});
    what.working_directory = "/work/mount/code";
    return what;
  }
  mutable Gate gate_;
};

TEST_F(SlowCopies, DoNotHoldUpOtherRuns) {
  const auto what = large();
  ASSERT_TRUE(runtime_->ensure(key(), {what}));
  EXPECT_EQ(see().instance, -1) << "nobody has heard of it yet";
  auto other = spec("echo other");
  other.attempt = 2;
  ASSERT_TRUE(runtime_->ensure(key(2), {other}));
  wait_until("the other run",
             [&] { return see(0, 2).phase == InstanceObservation::Phase::kExited; });
  gate_.let_go();
  wait_until("it to be taken", [&] {
    EXPECT_TRUE(runtime_->ensure(key(), {what}));
    return see().instance == 0;
  });
  wait_for_exit();
  EXPECT_EQ(log(), "trained\n");
}

TEST_F(SlowCopies, EndWithTheirRun) {
  ASSERT_TRUE(runtime_->ensure(key(), {large()}));
  ASSERT_TRUE(runtime_->ensure_gone(key()));
  EXPECT_EQ(runtime_->ensure(key(), {large()}).error().code, ErrorCode::kConflict);
  wait_until("it to be forgotten", [&] { return runtime_->forget(key()).has_value(); });
  EXPECT_FALSE(there(path("runs/0run")));
}

TEST_F(SlowCopies, BeginAgainInTheNextServer) {
  const auto what = large();
  ASSERT_TRUE(runtime_->ensure(key(), {what}));
  put(path("runs/0run/copies/left.part/half"), "h");
  open();  // the copy of the one before is cut short
  gate_.let_go();
  wait_until("it to be taken", [&] {
    EXPECT_TRUE(runtime_->ensure(key(), {what}));
    return see().instance == 0;
  });
  wait_for_exit();
  EXPECT_EQ(log(), "trained\n");
}

}  // namespace
}  // namespace millrace::runtime
