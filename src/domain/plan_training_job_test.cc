// From a job to its specification: roles, environment, mounts. Pure.
#include "domain/plan_training_job.h"

#include <gtest/gtest.h>

namespace millrace::domain {
namespace {

using protocol::MountAccess;
using resource::TrainingJob;

TEST(PlanTrainingJob, DdpHasMasterAndWorkersAndTheirEnvironment) {
  TrainingJob job;
  job.command = "torchrun train.py";
  job.worker_count = 2;
  job.env = {{"A", "b"}, {"RANK", "7"}};
  job.requirements = "tqdm";
  job.file_storages = {
      {.storage = "0s", .path = "x", .mount_path = "/work/mount/data", .read_only = false}};
  PlanInputs in{.run_id = "0r"};
  in.flavor.cpu_millis = 2000;
  in.code = CodeInputs{.folder = "/c", .requirements = "numpy"};
  in.storages["0s"].path = "/nfs/";
  const auto spec = plan_training_job(job, in);
  ASSERT_TRUE(spec);
  ASSERT_EQ(spec->roles.size(), 2u);
  EXPECT_EQ(spec->roles[0].name, "master");
  EXPECT_EQ(spec->roles[1].replicas, 2);
  EXPECT_EQ(spec->requirements, "numpy\ntqdm");
  const auto& role = spec->roles[1];
  EXPECT_EQ(role.working_directory, "/work/mount/code");
  EXPECT_EQ(role.command.back(), "torchrun train.py");
  ASSERT_EQ(role.mounts.size(), 2u);
  EXPECT_EQ(role.mounts[0].access, MountAccess::kRunCopy);
  EXPECT_EQ(role.mounts[1].source, "/nfs/x");
  EXPECT_EQ(role.mounts[1].access, MountAccess::kReadWrite);
  std::map<std::string, std::string> env;
  for (const auto& v : role.env) EXPECT_TRUE(env.emplace(v.name, v.value).second) << v.name;
  EXPECT_EQ(env["PET_NNODES"], "3");
  EXPECT_EQ(env["PET_NPROC_PER_NODE"], "1");
  EXPECT_EQ(env["WORLD_SIZE"], "3");
  EXPECT_EQ(env["A"], "b");
  EXPECT_FALSE(env.contains("RANK"));
}

TEST(PlanTrainingJob, DataLieInFoldersOrAreBrought) {
  TrainingJob job;
  job.object_storages = {{.storage = "0b", .path = "x", .mount_path = "/work/mount/x"}};
  PlanInputs in{.run_id = "0r"};
  resource::Storage folder, bucket;
  folder.path = "/nfs";
  bucket.id = "0b";
  bucket.type = resource::StorageType::kS3;
  in.storages["0b"] = bucket;
  resource::BaseDataset writable, fixed, brought;
  writable.path = "a/b";
  writable.mount_path = "/work/mount/data/w";
  fixed.read_only = true;
  fixed.mount_path = "/work/mount/data/f";
  brought.mount_path = "/work/mount/data/s";
  in.data = {{writable, folder}, {fixed, folder}, {brought, bucket}};
  const auto spec = plan_training_job(job, in);
  ASSERT_TRUE(spec);
  std::vector<std::string> seen;
  for (const auto& m : spec->roles[0].mounts)
    seen.push_back(m.source + " " + m.target + " " + std::string(word(m.access)));
  EXPECT_EQ(seen, (std::vector<std::string>{
                      "/0b/x /work/mount/x staged", "/nfs/a/b /work/mount/data/w read_write",
                      "/nfs /work/mount/data/f read_only", "/0b /work/mount/data/s staged"}));
}

TEST(PlanTrainingJob, CardsMakeProcessesAndTorchrunCounts) {
  TrainingJob job;
  job.mode = resource::TrainingMode::kSingle;
  PlanInputs in{.run_id = "0r"};
  in.flavor.cards = 8;
  in.flavor.card_model = "H800";
  const auto spec = plan_training_job(job, in);
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->roles[0].name, "main");
  EXPECT_EQ(spec->roles[0].working_directory, "/work/home");
  for (const auto& v : spec->roles[0].env) {
    EXPECT_NE(v.name, "WORLD_SIZE");
    if (v.name == "PET_NPROC_PER_NODE") {
      EXPECT_EQ(v.value, "8");
    }
  }
}

}  // namespace
}  // namespace millrace::domain
