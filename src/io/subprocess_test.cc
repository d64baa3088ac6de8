#include "io/subprocess.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strings.h"
#include "io/file_system.h"
#include "io/process_lock.h"
#include "io/test_folder.h"

namespace millrace::io {
namespace {

Command shell(const std::string& script) { return {.argv = {"/bin/sh", "-c", script}}; }

TEST(Capture, TakesBothStreamsAndTheStatus) {
  const auto done = capture(shell("cat; echo problem >&2; exit 3"), {.input = "text in"});
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(done->out, "text in");
  EXPECT_EQ(done->err, "problem\n");
  EXPECT_EQ(done->status.code, 3);
  EXPECT_EQ(done->status.to_string(), "exit status 3");
  EXPECT_FALSE(done->cut);
}

TEST(Capture, BoundsTheOutput) {
  const auto done = capture(shell("head -c 1000000 /dev/zero"), {.max_bytes = 1000});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->out.size(), 1000U);
  EXPECT_TRUE(done->cut);
  EXPECT_TRUE(done->status.success());
}

TEST(Capture, KillsTheWholeGroupAfterTheTimeOut) {
  const TestFolder folder;
  // The grandchild holds a lock for its life: the lock shows whether it is gone.
  {
    const auto lock = ProcessLock::acquire(folder / "lock");
    ASSERT_TRUE(lock);
    Command command = shell("sleep 1000 & wait");
    command.pass = {{lock->fd(), 9}};
    const auto done = capture(command, {.timeout = Duration(50)});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::kTimeout);
  }
  const auto free = capture({.argv = {"flock", "-w", "20", folder / "lock", "true"}});
  ASSERT_TRUE(free);
  EXPECT_TRUE(free->status.success());
}

TEST(Capture, DoesNotWaitForStragglers) {
  const auto done = capture(shell("sleep 1000 & echo $!"));
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->status.success());
  EXPECT_TRUE(base::parse_int(base::trim(done->out)));
}

TEST(Subprocess, SaysWhyItCannotStart) {
  EXPECT_EQ(Subprocess::spawn({.argv = {"no-such-program-here"}}).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(Subprocess::spawn({.argv = {"/no/such/program"}}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Subprocess::spawn({.argv = {}}).error().code, ErrorCode::kInvalid);
  const auto no_folder = Subprocess::spawn({.argv = {"true"}, .directory = "/no/such/folder"});
  EXPECT_EQ(no_folder.error().code, ErrorCode::kNotFound);
  EXPECT_NE(no_folder.error().message.find("/no/such/folder"), std::string::npos);
  EXPECT_FALSE(Subprocess::spawn({.argv = {"/etc/passwd"}}));
}

TEST(Subprocess, GivesExactlyTheEnvironmentAndFolder) {
  const TestFolder folder;
  Command command = shell("pwd; env | sort");
  command.environment = {{"B=2", "A=a b"}};
  command.directory = folder.path();
  const auto done = capture(command);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->out, folder.path() + "\nA=a b\nB=2\nPWD=" + folder.path() + "\n");
}

TEST(Subprocess, PassesOnlyTheDescriptorsNamed) {
  const TestFolder folder;
  const Fd inherited(::open("/dev/null", O_RDONLY));  // not close-on-exec, as of a careless library
  const Fd file(::open((folder / "f").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  Command command = shell("echo through >&7; ls /proc/self/fd | sort -n | tr '\\n' ' '");
  command.pass = {{file.get(), 7}};
  const auto done = capture(command);
  ASSERT_TRUE(done);
  EXPECT_EQ(*read_file(system_files(), folder / "f"), "through\n");
  EXPECT_EQ(done->out, "0 1 2 3 7 ");  // 3 is ls reading the folder
}

TEST(Subprocess, SwapsDescriptorsSafely) {
  const TestFolder folder;
  const Fd a(::open((folder / "a").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const Fd b(::open((folder / "b").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  Command command = {.argv = {"/bin/bash", "-c",
      "echo from-a >&" + std::to_string(b.get()) + "; echo from-b >&" + std::to_string(a.get())}};
  command.pass = {{a.get(), b.get()}, {b.get(), a.get()}};
  ASSERT_TRUE(capture(command));
  EXPECT_EQ(*read_file(system_files(), folder / "a"), "from-a\n");
  EXPECT_EQ(*read_file(system_files(), folder / "b"), "from-b\n");
}

TEST(Subprocess, WaitsKillsAndTellsTheSignal) {
  auto process = Subprocess::spawn({.argv = {"sleep", "1000"}});
  ASSERT_TRUE(process);
  EXPECT_EQ(*process->wait_for(Duration(0)), std::nullopt);
  ASSERT_TRUE(process->kill(SIGTERM));
  EXPECT_EQ(process->wait()->signal, SIGTERM);
  EXPECT_EQ(process->wait()->to_string(), "killed by signal 15");  // as often as one asks
  EXPECT_TRUE(process->kill(SIGTERM));
}

TEST(Subprocess, DiesWithItsOwner) {
  pid_t pid = 0;
  {
    auto process = Subprocess::spawn({.argv = {"sleep", "1000"}});
    ASSERT_TRUE(process);
    pid = process->pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(Subprocess, StartsWithDefaultSignals) {
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  const auto done = capture(shell("grep -E '^Sig(Blk|Ign)' /proc/self/status"));
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  EXPECT_EQ(done->out, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(Subprocess, WritesToFiles) {
  const TestFolder folder;
  for (int i = 0; i < 2; ++i) {
    Command command = shell("echo out; echo err >&2");
    command.out = Stream::append_file(folder / "log");
    command.err = Stream::append_file(folder / "log");
    EXPECT_TRUE(Subprocess::spawn(command)->wait()->success());
  }
  EXPECT_EQ(*read_file(system_files(), folder / "log"), "out\nerr\nout\nerr\n");
}

TEST(ProcessLock, HasOneHolder) {
  const TestFolder folder;
  EXPECT_EQ(*ProcessLock::holder(folder / "lock"), ProcessLock::Holder::kNone);
  {
    const auto lock = ProcessLock::acquire(folder / "lock");
    ASSERT_TRUE(lock);
    EXPECT_EQ(*ProcessLock::holder(folder / "lock"), ProcessLock::Holder::kSomebody);
    EXPECT_EQ(ProcessLock::acquire(folder / "lock").error().code, ErrorCode::kConflict);
  }
  EXPECT_EQ(*ProcessLock::holder(folder / "lock"), ProcessLock::Holder::kNone);
  EXPECT_TRUE(ProcessLock::acquire(folder / "lock"));
}

TEST(ProcessLock, EndsWithTheProcessThatHoldsIt) {
  const TestFolder folder;
  auto lock = ProcessLock::acquire(folder / "lock");
  ASSERT_TRUE(lock);
  Command command = {.argv = {"sleep", "1000"}, .pass = {{lock->fd(), 5}}};
  auto child = Subprocess::spawn(command);
  ASSERT_TRUE(child);
  { const ProcessLock ours = std::move(*lock); }
  EXPECT_EQ(*ProcessLock::holder(folder / "lock"), ProcessLock::Holder::kSomebody);
  ASSERT_TRUE(child->kill(SIGKILL));
  ASSERT_TRUE(child->wait());
  EXPECT_EQ(*ProcessLock::holder(folder / "lock"), ProcessLock::Holder::kNone);
}

}  // namespace
}  // namespace millrace::io
