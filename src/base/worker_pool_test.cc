#include "base/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>

namespace millrace::base {
namespace {

TEST(WorkerPool, TakesWhatFitsAndDoesAllOfItBeforeItStops) {
  Mutex mutex;
  CondVar changed;
  bool open = false, begun = false;
  std::atomic<int> done{0};
  WorkerPool pool("test", 1, 2);
  ASSERT_TRUE(pool.try_submit([&] {
    const MutexLock lock(mutex);
    begun = true;
    changed.notify_all();
    while (!open) changed.wait(mutex);
    ++done;
  }));
  {
    const MutexLock lock(mutex);
    while (!begun) changed.wait(mutex);
  }
  EXPECT_TRUE(pool.try_submit([&] { ++done; }));
  EXPECT_TRUE(pool.try_submit([&] { ++done; }));
  EXPECT_FALSE(pool.try_submit([&] { done += 100; }));
  pool.submit([&] { ++done; });
  EXPECT_EQ(pool.waiting(), 3u);
  {
    const MutexLock lock(mutex);
    open = true;
    changed.notify_all();
  }
  pool.stop();
  EXPECT_EQ(done, 4);
  EXPECT_FALSE(pool.try_submit([&] { ++done; }));
}

TEST(WorkerPool, OneSlowTaskKeepsNobodyWaiting) {
  Mutex mutex;
  CondVar changed;
  bool other = false;
  WorkerPool pool("test", 2, 10);
  const auto until_other = [&] {
    const MutexLock lock(mutex);
    while (!other) changed.wait(mutex);
  };
  ASSERT_TRUE(pool.try_submit(until_other));
  ASSERT_TRUE(pool.try_submit([&] {
    const MutexLock lock(mutex);
    other = true;
    changed.notify_all();
  }));
  pool.stop();
  EXPECT_TRUE(other);
}

}  // namespace
}  // namespace millrace::base
