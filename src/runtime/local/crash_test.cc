// The server, the shim or the machine's disk fail while an instance runs.
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/process_lock.h"
#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

using Phase = InstanceObservation::Phase;

class Crash : public LocalRuntimeTest {
 protected:
  // Seen without a runtime: there is one at a time.
  bool runs() const {
    const auto beat = shim::InstanceFolder(io::system_files(), path("runs/0run/1/0")).heartbeat();
    return beat && beat->phase == shim::HeldPhase::kRunning;
  }
};

TEST_F(Crash, KilledServerLosesNothing) {
  const auto what = spec(
      "for i in $(seq 200); do echo line $i; done; echo up; "
      "until [ -e /work/output/go ]; do sleep 0.02; done; echo end; exit 42");
  runtime_.reset();
  const pid_t server = ::fork();
  ASSERT_GE(server, 0);
  if (server == 0) {
    auto mine = LocalRuntime::open(options(), io::system_files(), clock_);
    if (!mine || !(*mine)->ensure(key(), {what})) ::_exit(1);
    while (true) ::pause();
  }
  wait_until("the other server to begin", [&] { return runs(); });
  ASSERT_EQ(::kill(server, SIGKILL), 0);
  int status = 0;
  ::waitpid(server, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  open();
  EXPECT_EQ(see().phase, Phase::kRunning);
  ASSERT_TRUE(runtime_->ensure(key(), {what}));  // adopted, not started again
  std::fclose(std::fopen(path("runs/0run/output/go").c_str(), "w"));
  EXPECT_EQ(wait_for_exit().exit_code, 42);
  std::string expected;
  for (int i = 1; i <= 200; ++i) expected += "line " + std::to_string(i) + "\n";
  EXPECT_EQ(log(), expected + "up\nend\n");
}

TEST_F(Crash, KilledAtAnyPointNothingIsLostOrDoubled) {
  base::SeededRng rng(7);
  for (std::int64_t attempt = 1; attempt <= 20; ++attempt) {
    std::vector<protocol::InstanceSpec> specs;
    for (int i = 0; i < 2; ++i) {
      auto what = spec("echo started >> /work/output/starts." + std::to_string(attempt) +
                           ".$MILLRACE_INSTANCE; sleep 0.05; exit 4",
                       i);
      what.attempt = attempt;
      specs.push_back(what);
    }
    runtime_.reset();
    const pid_t server = ::fork();
    ASSERT_GE(server, 0);
    if (server == 0) {
      auto mine = LocalRuntime::open(options(), io::system_files(), clock_);
      if (!mine || !(*mine)->ensure(key(attempt), specs)) ::_exit(1);
      while (true) ::pause();
    }
    clock_.sleep_for(Duration(static_cast<std::int64_t>(rng.below(100))));
    ::kill(server, SIGKILL);
    ::waitpid(server, nullptr, 0);
    open();
    ASSERT_TRUE(runtime_->ensure(key(attempt), specs));
    for (int i = 0; i < 2; ++i) {
      wait_until("its end", [&] { return see(i, attempt).phase == Phase::kExited; });
      ASSERT_TRUE(see(i, attempt).exit);
      EXPECT_EQ(see(i, attempt).exit->exit_code, 4) << see(i, attempt).exit->start_error;
      const auto starts = io::read_file(
          io::system_files(),
          path("runs/0run/output/starts." + std::to_string(attempt) + "." + std::to_string(i)));
      ASSERT_TRUE(starts);
      EXPECT_EQ(*starts, "started\n") << "attempt " << attempt << " instance " << i;
    }
  }
}

TEST_F(Crash, SignalsToTheServersGroupDoNotReachTheRun) {
  const auto what = spec("echo up; sleep 0.5; exit 6");
  runtime_.reset();
  const pid_t server = ::fork();
  ASSERT_GE(server, 0);
  if (server == 0) {
    ::setpgid(0, 0);
    auto mine = LocalRuntime::open(options(), io::system_files(), clock_);
    if (!mine || !(*mine)->ensure(key(), {what})) ::_exit(1);
    while (true) ::pause();
  }
  wait_until("the other server to begin", [&] { return runs(); });
  ASSERT_EQ(::kill(-server, SIGTERM), 0);
  ::kill(-server, SIGHUP);
  ::waitpid(server, nullptr, 0);
  open();
  EXPECT_EQ(wait_for_exit().exit_code, 6);
}

TEST_F(Crash, KilledShimIsLostAndItsTreeDies) {
  ASSERT_TRUE(runtime_->ensure(key(), {spec("setsid sleep 65432 & echo up; sleep 65432")}));
  ASSERT_TRUE(wait_for_log("up"));
  wait_until("it to run", [&] { return see().phase == Phase::kRunning; });
  const auto shims = processes_with("start " + path("runs/0run/1/0"));
  ASSERT_EQ(shims.size(), 1u);
  ASSERT_EQ(::kill(shims[0], SIGKILL), 0);
  wait_until("it to be lost", [&] { return see().phase == Phase::kLost; });
  EXPECT_GT(see().last_seen_ms, 0);
  EXPECT_GT(see().started_at_ms, 0);
  wait_until("its tree to die", [] { return processes_with("sleep 65432").empty(); });
  // Lost for good: the same attempt is never begun again.
  ASSERT_TRUE(runtime_->ensure(key(), {spec("setsid sleep 65432 & echo up; sleep 65432")}));
  EXPECT_EQ(see().phase, Phase::kLost);
}

TEST_F(Crash, NeverStartedStaysStartableAndStopsForGood) {
  // The server died between writing the folder and starting the shim.
  auto broken = options();
  broken.shim_program = "/bin/false";
  runtime_.reset();
  auto opened = LocalRuntime::open(broken, io::system_files(), clock_);
  ASSERT_TRUE(opened);
  runtime_ = *std::move(opened);
  const auto what = spec("exit 9");
  EXPECT_FALSE(runtime_->ensure(key(), {what}));
  EXPECT_EQ(see().phase, Phase::kNotStarted);
  auto second = what;
  second.attempt = 2;
  EXPECT_FALSE(runtime_->ensure(key(2), {second}));
  ASSERT_TRUE(runtime_->ensure_gone(key(2)));
  EXPECT_EQ(see(0, 2).phase, Phase::kExited);
  EXPECT_TRUE(see(0, 2).exit->start_error.starts_with("StoppedBeforeStart"));
  EXPECT_TRUE(see(0, 2).exit->stopped);
}

TEST_F(Crash, FullDiskKeepsTheExitRecord) {
  if (::mount("none", (data_ + "/runs").c_str(), "tmpfs", 0, "size=2m,mode=711") != 0)
    GTEST_SKIP() << "no small disk can be mounted here";
  open();
  // Fills what it may write to, then writes more output than there is room for.
  const auto exit =
      run(spec("head -c 100M /dev/zero > /work/output/fill; "
               "head -c 300000 /dev/zero | tr '\\0' 'x' | fold -w 79; rm /work/output/fill; "
               "sleep 0.2; echo after; exit 11"));
  EXPECT_EQ(exit.exit_code, 11);
  EXPECT_NE(log().find("bytes of output could not be written"), std::string::npos);
  EXPECT_TRUE(log().ends_with("after\n"));
  ASSERT_TRUE(runtime_->ensure_gone(key()));
  ASSERT_TRUE(runtime_->forget(key()));
  runtime_.reset();
  ASSERT_EQ(::umount2((data_ + "/runs").c_str(), MNT_DETACH), 0);
  open();
}

}  // namespace
}  // namespace millrace::runtime
