#include "shim/instance_folder.h"

#include <gtest/gtest.h>

#include "io/fake_file_system.h"

namespace millrace::shim {
namespace {

using io::FakeFileSystem;

struct Place {
  Place() {
    EXPECT_TRUE(fs.make_directories("/i"));
    EXPECT_TRUE(fs.sync_directory("/"));
    EXPECT_TRUE(fs.sync_directory("/i"));
  }
  FakeFileSystem fs;
  InstanceFolder folder{fs, "/i"};
};

TEST(InstanceFolder, EmptyMeansNeverStarted) {
  Place p;
  EXPECT_EQ(p.folder.spec().error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(p.folder.heartbeat());
  EXPECT_FALSE(p.folder.exit());
  EXPECT_EQ(*p.folder.desired(), Desired::kRun);
  ASSERT_TRUE(p.folder.preallocate());
  EXPECT_FALSE(p.folder.heartbeat());
  EXPECT_FALSE(p.folder.exit());
}

TEST(InstanceFolder, RecordsComeBack) {
  Place p;
  protocol::InstanceSpec spec;
  spec.run_id = "0run";
  spec.command = {"a", "b\n\"c\""};
  spec.env = {{"X", "é"}};
  ShimPlan plan;
  plan.uid = 7;
  plan.cgroup.folders = {{"memory", "/x"}};
  plan.mounts = {{"/a", "/b", protocol::MountAccess::kReadWrite}};
  ASSERT_TRUE(p.folder.write(spec, plan));
  EXPECT_EQ(p.folder.spec()->command, spec.command);
  EXPECT_EQ(p.folder.spec()->env[0].value, "é");
  EXPECT_EQ(p.folder.plan()->cgroup.folders, plan.cgroup.folders);
  EXPECT_EQ(p.folder.plan()->mounts[0].access, protocol::MountAccess::kReadWrite);
  ASSERT_TRUE(p.folder.preallocate());
  ASSERT_TRUE(p.folder.write_heartbeat({HeldPhase::kRunning, 5, 6, 7}));
  ASSERT_TRUE(p.folder.write_heartbeat({HeldPhase::kStopping, 5, 16, 0}));
  EXPECT_EQ(p.folder.heartbeat()->phase, HeldPhase::kStopping);
  EXPECT_EQ(p.folder.heartbeat()->at_ms, 16);
  ASSERT_TRUE(p.folder.set_desired(Desired::kStop));
  EXPECT_EQ(*p.folder.desired(), Desired::kStop);
}

TEST(InstanceFolder, LongReasonsAreCutNotLost) {
  Place p;
  ASSERT_TRUE(p.folder.preallocate());
  ASSERT_TRUE(p.folder.write_exit({.start_error = std::string(100'000, '\x01')}));
  ASSERT_TRUE(p.folder.exit());
  EXPECT_EQ(p.folder.exit()->start_error.size(), 600u);
}

TEST(InstanceFolder, PowerCutLeavesSpecWholeOrAbsent) {
  for (std::uint64_t n = 1;; ++n) {
    Place p;
    p.fs.cut_power_at(p.fs.operations() + n);
    protocol::InstanceSpec spec;
    spec.run_id = "0run";
    ShimPlan plan;
    plan.uid = 7;
    const bool acknowledged = p.folder.write(spec, plan).has_value();
    if (p.fs.has_power()) break;
    base::SeededRng rng(n);
    p.fs.restart(FakeFileSystem::Survive::kSome, &rng);
    const auto back = p.folder.spec();
    EXPECT_TRUE(back || !acknowledged) << n;
    if (!back) {
      EXPECT_EQ(back.error().code, ErrorCode::kNotFound) << n;
      continue;
    }
    EXPECT_EQ(back->run_id, "0run") << n;
    EXPECT_TRUE(p.folder.plan()) << n;  // written first
  }
}

TEST(InstanceFolder, PowerCutAtTheExitRecordIsWholeOrAbsent) {
  for (std::uint64_t n = 1;; ++n) {
    Place p;
    ASSERT_TRUE(p.folder.preallocate());
    p.fs.cut_power_at(p.fs.operations() + n);
    const bool acknowledged = p.folder.write_exit({.exit_code = 3, .duration_ms = 77}).has_value();
    if (p.fs.has_power()) {
      EXPECT_TRUE(acknowledged);
      break;
    }
    base::SeededRng rng(n);
    p.fs.restart(FakeFileSystem::Survive::kSome, &rng);
    const auto exit = p.folder.exit();
    EXPECT_TRUE(exit || !acknowledged) << n;
    EXPECT_EQ(exit ? exit->exit_code : 3, 3) << n;
  }
}

}  // namespace
}  // namespace millrace::shim
