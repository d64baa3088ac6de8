// Control groups over a tree of plain files: version 2 cannot be had on every machine.
#include "shim/cgroup.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/file_system.h"
#include "shim/cgroup_files.h"

namespace millrace::shim {
namespace {

class CgroupFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "millrace-cgroup-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { EXPECT_TRUE(io::system_files().remove_tree(root_)); }
  // The kernel would make these.
  void file(const std::string& name, const std::string& text = "") {
    auto& fs = io::system_files();
    const std::string path = root_ + "/" + name;
    ASSERT_TRUE(fs.make_directories(path.substr(0, path.find_last_of('/'))));
    auto opened = fs.open(path, io::FileSystem::Open::kCreate);
    ASSERT_TRUE(opened);
    ASSERT_TRUE((*opened)->truncate(0));
    ASSERT_TRUE((*opened)->write_at(0, text));
  }
  std::string text(const std::string& name) { return get(root_ + "/" + name); }
  std::string root_;
};

TEST_F(CgroupFiles, Version2Limits) {
  for (const char* name : {"cpu.max", "memory.max", "memory.swap.max", "pids.max"})
    file(std::string("run/i/") + name);
  const auto group = open_cgroup({.folders = {{"unified", root_ + "/run/i"}}});
  ASSERT_TRUE(group->create({.cpu_millis = 2500, .memory_bytes = 1 << 30, .pids = 100}));
  EXPECT_EQ(text("run/i/cpu.max"), "250000 100000");
  EXPECT_EQ(text("run/i/memory.max"), "1073741824");
  EXPECT_EQ(text("run/i/memory.swap.max"), "0");
  EXPECT_EQ(text("run/i/pids.max"), "100");
  EXPECT_EQ(group->entrances(), std::vector<std::string>{root_ + "/run/i/cgroup.procs"});
}

TEST_F(CgroupFiles, Version2WithoutAControllerLimitsTheOthers) {
  file("i/pids.max");
  const auto group = open_cgroup({.folders = {{"unified", root_ + "/i"}}});
  ASSERT_TRUE(group->create({.memory_bytes = 1 << 30, .pids = 9}));
  EXPECT_EQ(text("i/pids.max"), "9");
}

TEST_F(CgroupFiles, Version2UsageAndOom) {
  file("i/cpu.stat", "usage_usec 1234\nuser_usec 1000\n");
  file("i/memory.current", "5000\n");
  file("i/memory.stat", "anon 3000\ninactive_file 1500\n");
  file("i/memory.max", "max\n");
  file("i/io.stat", "8:0 rbytes=10 wbytes=20 rios=1\n8:16 rbytes=1 wbytes=2\n");
  file("i/memory.events", "low 0\noom 2\noom_kill 1\noom_group_kill 0\n");
  const auto group = open_cgroup({.folders = {{"unified", root_ + "/i"}}});
  const auto usage = group->usage();
  EXPECT_EQ(usage.cpu_us, 1234);
  EXPECT_EQ(usage.memory_bytes, 3500);
  EXPECT_FALSE(usage.memory_limit_bytes);
  EXPECT_EQ(usage.disk_read_bytes, 11);
  EXPECT_EQ(usage.disk_write_bytes, 22);
  EXPECT_EQ(group->oom_kills(), 1);
}

TEST_F(CgroupFiles, Version2KillsByItsFileOrByHand) {
  file("i/cgroup.kill");
  file("i/cgroup.procs", "");
  const auto group = open_cgroup({.folders = {{"unified", root_ + "/i"}}});
  group->kill_all();
  EXPECT_EQ(text("i/cgroup.kill"), "1");
  // An older kernel: no such file; freeze, signal each, thaw.
  ASSERT_TRUE(io::system_files().remove(root_ + "/i/cgroup.kill"));
  file("i/cgroup.freeze");
  const pid_t child = ::fork();
  if (child == 0) {
    while (true) ::pause();
  }
  file("i/cgroup.procs", std::to_string(child) + "\n");
  group->kill_all();
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  EXPECT_EQ(text("i/cgroup.freeze"), "0");
}

TEST_F(CgroupFiles, Version1LimitsAndUsage) {
  for (const char* name : {"cpu/i/cpu.cfs_period_us", "cpu/i/cpu.cfs_quota_us",
                           "memory/i/memory.limit_in_bytes", "pids/i/pids.max"})
    file(name);
  file("memory/i/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
  file("memory/i/memory.usage_in_bytes", "900\n");
  file("memory/i/memory.stat", "cache 1\ntotal_inactive_file 100\n");
  file("blkio/i/blkio.throttle.io_service_bytes",
       "254:0 Read 7\n254:0 Write 9\n254:0 Total 16\nTotal 16\n");
  file("cpuacct/i/cpuacct.usage", "5000000\n");
  CgroupPlan plan;
  for (const char* name : {"cpu", "memory", "pids", "blkio", "cpuacct"})
    plan.folders[name] = root_ + "/" + name + "/i";
  const auto group = open_cgroup(plan);
  ASSERT_TRUE(group->create({.cpu_millis = 500, .memory_bytes = 4096, .pids = 5}));
  EXPECT_EQ(text("cpu/i/cpu.cfs_quota_us"), "50000");
  EXPECT_EQ(text("memory/i/memory.limit_in_bytes"), "4096");
  EXPECT_EQ(group->oom_kills(), 3);
  const auto usage = group->usage();
  EXPECT_EQ(usage.memory_bytes, 800);
  EXPECT_EQ(usage.memory_limit_bytes, 4096);
  EXPECT_EQ(usage.disk_read_bytes, 7);
  EXPECT_EQ(usage.disk_write_bytes, 9);
  EXPECT_EQ(usage.cpu_us, 5000);
  EXPECT_EQ(group->entrances().size(), 5u);
}

TEST_F(CgroupFiles, GivesUpOnWhatCannotBeKilled) {
  // Somebody who is never gone: the list of a fake tree does not change by itself.
  const pid_t child = ::fork();
  if (child == 0) {
    while (true) ::pause();
  }
  file("i/cgroup.procs", std::to_string(child) + "\n");
  const auto group = open_cgroup({.folders = {{"unified", root_ + "/i"}}});
  base::FakeClock clock;
  EXPECT_FALSE(kill_until_empty(*group, clock, base::Duration(1000)));
  ::waitpid(child, nullptr, 0);
}

}  // namespace
}  // namespace millrace::shim
