#include "train/machine_limits.h"

#include <gtest/gtest.h>

#include "io/fake_file_system.h"

namespace millrace::train {
namespace {

void put(io::FileSystem& fs, const std::string& path, std::string_view text) {
  ASSERT_TRUE(fs.make_directories(path.substr(0, path.rfind('/'))));
  auto file = fs.open(path, io::FileSystem::Open::kCreate);
  ASSERT_TRUE(file && (*file)->append(text));
}

TEST(MachineLimits, TheLeastCounts) {
  io::FakeFileSystem fs;
  EXPECT_EQ(memory_limit(fs), 0);
  put(fs, "/proc/meminfo", "MemTotal:  2000 kB\nMemAvailable:     1000 kB\n");
  EXPECT_EQ(memory_limit(fs), 1000 * 1024);
  put(fs, "/sys/fs/cgroup/memory.max", "max\n");
  EXPECT_EQ(memory_limit(fs), 1000 * 1024);
  put(fs, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "512000\n");
  EXPECT_EQ(memory_limit(fs), 512'000);
}

TEST(MachineLimits, OfThisProcess) {
  EXPECT_GT(peak_memory(), 1 << 20);
}

}  // namespace
}  // namespace millrace::train
