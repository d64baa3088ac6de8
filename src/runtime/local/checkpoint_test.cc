#include "runtime/local/checkpoint.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file_system.h"

namespace millrace::runtime {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

class Checkpoints : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "millrace-checkpoints-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { EXPECT_TRUE(io::system_files().remove_tree(root_)); }
  // A file below checkpoints/, last written so many seconds before kNow.
  void put(const std::string& name, const std::string& bytes, std::int64_t seconds_ago) {
    auto& fs = io::system_files();
    const std::string path = root_ + "/checkpoints/" + name;
    ASSERT_TRUE(fs.make_directories(path.substr(0, path.find_last_of('/'))));
    ASSERT_TRUE((*fs.open(path, io::FileSystem::Open::kCreate))->write_at(0, bytes));
    const timespec at{kNow / 1000 - seconds_ago, 0};
    const timespec times[] = {at, at};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }
  std::string newest() { return *find_newest_checkpoint(root_, kNow); }
  std::string root_;
};

TEST_F(Checkpoints, NoneIsNone) {
  EXPECT_EQ(newest(), "");
  ASSERT_TRUE(io::system_files().make_directories(root_ + "/checkpoints/empty"));
  EXPECT_EQ(newest(), "");
}

TEST_F(Checkpoints, MarkerDecides) {
  put("step-1/weights.bin", "w", 100);
  put("step-1/.complete", "", 99);
  put("step-2/weights.bin", "w", 50);
  put("step-2/.complete", "", 51);  // written again after its marker
  EXPECT_EQ(newest(), "step-1");
  put("step-2/.complete", "", 49);
  EXPECT_EQ(newest(), "step-2");
}

TEST_F(Checkpoints, HalfWrittenNamesNeverCount) {
  put("step-1.tmp/weights.bin", "w", 500);
  put(".step-2/weights.bin", "w", 500);
  put("step-3.partial/.complete", "", 500);
  EXPECT_EQ(newest(), "");
}

TEST_F(Checkpoints, HuggingFaceNeedsEveryShard) {
  put("checkpoint-10/model.safetensors", "w", 90);
  put("checkpoint-10/trainer_state.json", "{}", 89);
  put("checkpoint-20/model-1.safetensors", "w", 20);
  put("checkpoint-20/model.safetensors.index.json",
      R"({"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}})", 19);
  put("checkpoint-20/trainer_state.json", "{}", 18);
  EXPECT_EQ(newest(), "checkpoint-10");
  put("checkpoint-20/model-2.safetensors", "w", 17);
  EXPECT_EQ(newest(), "checkpoint-20");
  put("checkpoint-30/model.safetensors", "w", 2);
  put("checkpoint-30/trainer_state.json", "{\"epo", 1);
  EXPECT_EQ(newest(), "checkpoint-20");
}

TEST_F(Checkpoints, MegatronNamesItsLatest) {
  put("iter_0000100/mp_rank_00/model_optim_rng.pt", "w", 30);
  put("iter_0000200/mp_rank_00/model_optim_rng.pt", "w", 5);
  put("latest_checkpointed_iteration.txt", "100\n", 29);
  EXPECT_EQ(newest(), "iter_0000100");
}

TEST_F(Checkpoints, WithoutAnyMarkOnlyWhatWasLeftAlone) {
  put("a/weights.bin", "w", 120);
  put("b/weights.bin", "w", 59);
  EXPECT_EQ(newest(), "a");
}

TEST_F(Checkpoints, TorchFilesTellByTheirEnd) {
  const std::string end = std::string("PK\x05\x06") + std::string(18, '\0');
  put("one.pt", "PK\x03\x04 data " + end, 9);
  put("two.pt", "PK\x03\x04 data, cut sho" + std::string(30, 'x'), 3);
  put("notes.txt", "no", 500);
  EXPECT_EQ(newest(), "one.pt");
}

TEST_F(Checkpoints, LinksAreNotFollowed) {
  put("real/weights.bin", "w", 100);
  ASSERT_EQ(::symlink("/usr", (root_ + "/checkpoints/link").c_str()), 0);
  EXPECT_EQ(newest(), "real");
}

}  // namespace
}  // namespace millrace::runtime
