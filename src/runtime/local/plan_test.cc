// From specification to plan; owners of files; control groups of machines of several kinds.
#include <gtest/gtest.h>
#include <stdlib.h>

#include "io/fake_file_system.h"
#include "runtime/local/owners.h"
#include "runtime/local/plan_instance.h"
#include "shim/cgroup_files.h"

namespace millrace::runtime {
namespace {

protocol::InstanceSpec spec() {
  protocol::InstanceSpec out;
  out.run_id = "0run";
  out.user = "0alice";
  out.workspace = "0team";
  out.command = {"true"};
  out.working_directory = "/work/home";
  return out;
}

std::string env_of(const shim::ShimPlan& plan, const std::string& name) {
  for (const auto& variable : plan.env)
    if (variable.name == name) return variable.value;
  return "absent";
}

TEST(PlanInstance, NeverShowsTheDataFolder) {
  const PlanInputs in{
      .layout = {"/data"}, .rights = Rights::kRoot, .uid = 5, .gid = 5, .workspace_gid = 9};
  const auto plan = plan_instance(in, {"0run", 1}, spec());
  for (const auto& mount : plan.mounts) {
    EXPECT_NE(mount.source, "/data");
    EXPECT_NE(mount.source, "/data/runs");
    EXPECT_FALSE(mount.source.ends_with("/1/0")) << mount.source;
  }
  EXPECT_EQ(plan.groups, std::vector<std::int64_t>{9});
}

TEST(PlanInstance, TheRunThatIsGoneOnFromCanBeReadOnly) {
  auto what = spec();
  what.resume_run = "0before";
  const auto plan = plan_instance({.layout = {"/data"}}, {"0run", 1}, what);
  int shown = 0;
  for (const auto& mount : plan.mounts)
    if (mount.source == "/data/runs/0before/output") {
      ++shown;
      EXPECT_EQ(mount.target, protocol::kResumeInside);
      EXPECT_EQ(mount.access, protocol::MountAccess::kReadOnly);
    }
  EXPECT_EQ(shown, 1);
  what.resume_run = "../0before";
  EXPECT_FALSE(check_spec({"0run", 1}, what));
}

TEST(PlanInstance, EnvironmentInOrderOfWhoSays) {
  auto what = spec();
  what.env = {{"LANG", "C"}, {"PATH", "/mine"}};
  what.requirements = "demo\n";
  const PlanInputs in{.layout = {"/data"}, .operator_env = {{"PIP_INDEX_URL", "u"}, {"LANG", "x"}}};
  const auto plan = plan_instance(in, {"0run", 1}, what);
  EXPECT_EQ(env_of(plan, "LANG"), "C");
  EXPECT_EQ(env_of(plan, "PIP_INDEX_URL"), "u");
  EXPECT_EQ(env_of(plan, "PATH"), "/opt/venv/bin:/mine");
  EXPECT_EQ(env_of(plan, "MILLRACE_OUTPUT_DIR"), "/work/output");
  EXPECT_EQ(plan.uid, -1);  // not root
}

TEST(PlanInstance, VirtualEnvironmentsAreNotSharedBetweenUsers) {
  auto mine = spec(), theirs = spec();
  mine.requirements = theirs.requirements = "demo\n";
  theirs.user = "0bob";
  EXPECT_EQ(venv_hash(mine), venv_hash(mine));
  EXPECT_NE(venv_hash(mine), venv_hash(theirs));
}

TEST(CheckSpec, RefusesWhatCouldLeadAstray) {
  const AttemptKey key{"0run", 1};
  EXPECT_TRUE(check_spec(key, spec()));
  const auto refused = [&](auto change) {
    auto bad = spec();
    change(bad);
    return !check_spec(key, bad);
  };
  EXPECT_TRUE(refused([](auto& s) { s.user = "../x"; }));
  EXPECT_TRUE(refused([](auto& s) { s.user = ""; }));
  EXPECT_TRUE(refused([](auto& s) { s.workspace = "a/b"; }));
  EXPECT_TRUE(refused([](auto& s) { s.working_directory = "work"; }));
  EXPECT_TRUE(refused([](auto& s) { s.mounts = {{"/a", "/etc"}}; }));
  EXPECT_TRUE(refused([](auto& s) { s.mounts = {{"/a/../b", "/work/x"}}; }));
  EXPECT_TRUE(refused([](auto& s) { s.ports = {{"../x", 1}}; }));
  EXPECT_TRUE(refused([](auto& s) { s.image = "other"; }));
  EXPECT_TRUE(refused([](auto& s) { s.attempt = 2; }));
  EXPECT_FALSE(check_spec({"..", 1}, spec()));
}

TEST(Owners, NumbersAreKeptAndNeverGivenTwice) {
  io::FakeFileSystem fs;
  ASSERT_TRUE(fs.make_directories("/d"));
  {
    Owners owners(fs, "/d/owners.json", 100, 102);
    EXPECT_EQ(*owners.number_of("user:a"), 100);
    EXPECT_EQ(*owners.number_of("workspace:a"), 101);
    EXPECT_EQ(*owners.number_of("user:a"), 100);
  }
  Owners again(fs, "/d/owners.json", 100, 102);
  EXPECT_EQ(*again.number_of("user:b"), 102);
  EXPECT_EQ(*again.number_of("workspace:a"), 101);
  EXPECT_EQ(again.number_of("user:c").error().code, ErrorCode::kExhausted);
}

class CgroupHomes : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "millrace-home-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { EXPECT_TRUE(io::system_files().remove_tree(root_)); }
  std::string folder(const std::string& name) {
    EXPECT_TRUE(io::system_files().make_directories(root_ + "/" + name, 0755));
    return root_ + "/" + name;
  }
  std::string root_;
};

TEST_F(CgroupHomes, Version1BelowOurOwnPlace) {
  const std::string memory = folder("memory"), cpu = folder("cpu,cpuacct");
  folder("memory/us");
  const auto home =
      find_cgroups("1 2 0:3 / " + memory + " rw - cgroup cgroup rw,memory\n" + "1 2 0:3 / " + cpu +
                       " rw shared:1 - cgroup cgroup rw,cpu,cpuacct\n",
                   "4:memory:/us\n3:cpu,cpuacct:/gone\n", "millrace-x");
  EXPECT_EQ(home.folders.folders.at("memory"), memory + "/us/millrace-x");
  EXPECT_EQ(home.folders.folders.at("cpu"), cpu + "/millrace-x");
  EXPECT_EQ(home.group("run/i").folders.at("memory"), memory + "/us/millrace-x/run/i");
  ASSERT_EQ(home.missing.size(), 1u);
  EXPECT_TRUE(home.missing[0].starts_with("no pids limits")) << home.missing[0];
}

TEST_F(CgroupHomes, Version2HandsControllersDown) {
  const std::string unified = folder("unified/unit");
  auto home =
      find_cgroups("1 2 0:3 / " + root_ + "/unified rw - cgroup2 cgroup2 rw\n", "0::/unit\n", "m");
  EXPECT_EQ(home.folders.folders.at("unified"), unified + "/m");
  folder("unified/unit/m/run");
  folder("unified/unit/m/server");
  for (const char* name : {"", "/m", "/m/run"}) {
    auto file = io::system_files().open(unified + name + "/cgroup.subtree_control",
                                        io::FileSystem::Open::kCreate);
    ASSERT_TRUE(file);
  }
  ASSERT_TRUE(
      io::system_files().open(unified + "/m/server/cgroup.procs", io::FileSystem::Open::kCreate));
  prepare_cgroups(home);
  EXPECT_EQ(shim::get(unified + "/m/server/cgroup.procs"), "0");
  EXPECT_NE(shim::get(unified + "/m/run/cgroup.subtree_control"), "");
  EXPECT_TRUE(home.missing.empty());
  EXPECT_EQ(home.group("run/i").folders.at("unified"), unified + "/m/run/i");
}

TEST_F(CgroupHomes, NoneIsSaid) {
  const auto home = find_cgroups("", "", "m");
  EXPECT_TRUE(home.folders.folders.empty());
  EXPECT_EQ(home.missing.size(), 3u);
}

}  // namespace
}  // namespace millrace::runtime
