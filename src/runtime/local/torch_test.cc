// A distributed job as the manual writes it: torchrun in two instances, meeting on the loopback.
#include <unistd.h>

#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

constexpr const char* kTrain = R"PY(
import torch, torch.distributed as dist
dist.init_process_group("gloo")
t = torch.ones(1) * (dist.get_rank() + 1)
dist.all_reduce(t)
print("rank", dist.get_rank(), "of", dist.get_world_size(), "sum", t.item(), flush=True)
)PY";

class Torch : public LocalRuntimeTest {};

TEST_F(Torch, TwoInstancesTrainTogether) {
  if (::access("/usr/bin/torchrun", X_OK) != 0) GTEST_SKIP() << "python3-torch is not installed";
  ASSERT_TRUE(io::system_files().make_directories(path("code"), 0755));
  ASSERT_TRUE(io::replace_file(io::system_files(), path("code/train.py"), kTrain, 0644));
  std::vector<protocol::InstanceSpec> specs;
  for (int rank = 0; rank < 2; ++rank) {
    auto what = spec(
        "torchrun -r 1 -t 1 --nproc_per_node 1 --nnodes $PET_NNODES --node_rank $PET_NODE_RANK "
        "--master_addr $PET_MASTER_ADDR --master_port $PET_MASTER_PORT train.py",
        rank);
    what.env = {{"PET_NNODES", "2"},
                {"PET_NODE_RANK", std::to_string(rank)},
                {"PET_MASTER_ADDR", "127.0.0.1"},
                {"PET_MASTER_PORT", "29500"}};
    what.mounts = {{path("code"), "/work/mount/code", protocol::MountAccess::kReadOnly}};
    what.working_directory = "/work/mount/code";
    specs.push_back(what);
  }
  ASSERT_TRUE(runtime_->ensure(key(), specs));
  for (int rank = 0; rank < 2; ++rank) {
    EXPECT_EQ(wait_for_exit(rank).exit_code, 0) << log(rank);
    EXPECT_NE(log(rank).find("rank " + std::to_string(rank) + " of 2 sum 3.0"), std::string::npos)
        << log(rank);
  }
}

}  // namespace
}  // namespace millrace::runtime
