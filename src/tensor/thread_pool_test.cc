#include "tensor/thread_pool.h"

#include <gtest/gtest.h>

#include <numeric>

namespace millrace::tensor {
namespace {

TEST(ThreadPool, EveryTileOnceHoweverOften) {
  ThreadPool pool(8);
  EXPECT_LE(pool.workers(), static_cast<std::size_t>(usable_cores()));
  for (std::size_t round = 0; round < 2000; ++round) {
    std::vector<int> seen(round % 37, 0);
    std::vector<std::size_t> worker_of(seen.size(), 0);
    pool.run(seen.size(), [&](std::size_t tile, std::size_t worker) {
      ++seen[tile];
      worker_of[tile] = worker;
    });
    EXPECT_EQ(std::accumulate(seen.begin(), seen.end(), 0), static_cast<int>(seen.size()));
    for (std::size_t tile = 0; tile < seen.size(); ++tile) {
      ASSERT_EQ(seen[tile], 1) << "round " << round;
      ASSERT_LT(worker_of[tile], pool.workers());
    }
  }
}

TEST(ThreadPool, OneThreadAndNothingToDo) {
  ThreadPool pool(1);
  EXPECT_EQ(pool.workers(), 1U);
  int calls = 0;
  pool.run(0, [&](std::size_t, std::size_t) { ++calls; });
  pool.run(3, [&](std::size_t, std::size_t) { ++calls; });
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace millrace::tensor
