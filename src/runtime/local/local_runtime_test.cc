#include "runtime/local/testing.h"

#include <signal.h>

namespace millrace::runtime {
namespace {

using Phase = InstanceObservation::Phase;

TEST_F(LocalRuntimeTest, RunsInTheWorkTree) {
  const auto exit = run(spec(
      "pwd; id -u; echo $MILLRACE_RUN_ID; touch /work/output/x /work/share/y /tmp/z; ls /work"));
  EXPECT_EQ(exit.exit_code, 0);
  EXPECT_EQ(exit.start_error, "");
  EXPECT_EQ(log(), "/work/home\n200000\n0run\nhome\noutput\nshare\n");
  EXPECT_TRUE(io::exists(io::system_files(), path("runs/0run/output/x")));
  EXPECT_FALSE(exit.stopped);
}

TEST_F(LocalRuntimeTest, ExitCodesAndSignalsAreTold) {
  EXPECT_EQ(run(spec("exit 3")).exit_code, 3);
  auto killed = spec("kill -9 $$", 1);
  const auto by_signal = run(killed);
  EXPECT_EQ(by_signal.signal, SIGKILL);
  EXPECT_EQ(by_signal.exit_code, 0);
  const auto by_code = run(spec("exit 137", 2));
  EXPECT_EQ(by_code.signal, 0);
  EXPECT_EQ(by_code.exit_code, 137);
  EXPECT_FALSE(by_signal.out_of_memory);
}

TEST_F(LocalRuntimeTest, WhatCannotStartSaysWhy) {
  auto missing = spec("");
  missing.command = {"/no/such/program"};
  EXPECT_TRUE(run(missing).start_error.starts_with("CommandNotFound: "))
      << run(missing).start_error;
  auto nowhere = spec("true", 1);
  nowhere.working_directory = "/nowhere";
  EXPECT_TRUE(run(nowhere).start_error.starts_with("SandboxFailed: "));
  auto unmounted = spec("true", 2);
  unmounted.mounts.push_back(
      {path("absent"), "/work/mount/data/x", protocol::MountAccess::kReadOnly});
  EXPECT_TRUE(run(unmounted).start_error.starts_with("SandboxFailed: "))
      << run(unmounted).start_error;
}

TEST_F(LocalRuntimeTest, OutOfMemoryIsRecognised) {
  auto greedy = spec("head -c 200M /dev/zero | tail -c 190M | wc -c; exit 1");
  greedy.resources.memory_bytes = 64 << 20;
  const auto exit = run(greedy);
  EXPECT_TRUE(exit.out_of_memory);
}

TEST_F(LocalRuntimeTest, StopsWithGrace) {
  ASSERT_TRUE(runtime_->ensure(
      key(), {spec("trap 'echo saved; exit 7' TERM; echo up; while :; do sleep 0.05; done")}));
  ASSERT_TRUE(wait_for_log("up"));
  wait_until("it to run", [&] { return see().phase == Phase::kRunning; });
  ASSERT_TRUE(runtime_->ensure_gone(key()));
  const auto exit = wait_for_exit();
  EXPECT_EQ(exit.exit_code, 7);
  EXPECT_TRUE(exit.stopped);
  EXPECT_TRUE(log().ends_with("saved\n")) << log();
}

TEST_F(LocalRuntimeTest, KillsWhatIgnoresTheStop) {
  ASSERT_TRUE(runtime_->ensure(
      key(),
      {spec("trap '' TERM; (setsid sleep 98765 & ) ; echo up; while :; do sleep 0.05; done")}));
  ASSERT_TRUE(wait_for_log("up"));
  ASSERT_TRUE(runtime_->ensure_gone(key()));
  const auto exit = wait_for_exit();
  EXPECT_EQ(exit.signal, SIGKILL);
  EXPECT_TRUE(exit.stopped);
  EXPECT_FALSE(exit.out_of_memory);
  EXPECT_TRUE(processes_with("sleep 98765").empty());
}

TEST_F(LocalRuntimeTest, LeavesNothingBehind) {
  const auto exit = run(spec("setsid nohup sleep 87654 >/dev/null 2>&1 & echo hi"));
  EXPECT_EQ(exit.exit_code, 0);
  EXPECT_TRUE(processes_with("sleep 87654").empty());
  wait_until("its shim to be gone", [&] { return processes_with(data_).empty(); });
  ASSERT_TRUE(runtime_->observe());
  EXPECT_FALSE(io::exists(io::system_files(), path("runs/0run/1/0/tmp")));
}

TEST_F(LocalRuntimeTest, EnsureIsIdempotentAndGoneIsForGood) {
  const auto what = spec("echo once >> /work/output/starts; sleep 0.2");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(runtime_->ensure(key(), {what}));
  wait_for_exit();
  ASSERT_TRUE(runtime_->ensure(key(), {what}));
  EXPECT_EQ(*io::read_file(io::system_files(), path("runs/0run/output/starts")), "once\n");
  const auto other = runtime_->ensure(key(), {spec("echo other")});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kConflict);
  ASSERT_TRUE(runtime_->ensure_gone(key(2)));
  auto late = spec("echo late");
  late.attempt = 2;
  EXPECT_EQ(runtime_->ensure(key(2), {late}).error().code, ErrorCode::kConflict);
}

TEST_F(LocalRuntimeTest, GoesOnWhileTheServerIsAway) {
  ASSERT_TRUE(runtime_->ensure(
      key(),
      {spec("echo one; until [ -e /work/output/go ]; do sleep 0.02; done; echo two; exit 5")}));
  ASSERT_TRUE(wait_for_log("one"));
  open();
  wait_until("it to run", [&] { return see().phase == Phase::kRunning; });
  std::fclose(std::fopen(path("runs/0run/output/go").c_str(), "w"));
  EXPECT_EQ(wait_for_exit().exit_code, 5);
  EXPECT_EQ(log(), "one\ntwo\n");
}

}  // namespace
}  // namespace millrace::runtime
