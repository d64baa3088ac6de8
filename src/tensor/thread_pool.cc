#include "tensor/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <string>

#include "base/strings.h"
#include "io/file_system.h"

namespace millrace::tensor {
namespace {

// About 20 µs: less than waking up costs, and little enough to lose to a competing process.
constexpr int kSpins = 2000;
constexpr std::uint64_t kGeneration = std::uint64_t{1} << 32;
constexpr std::uint64_t kRemaining = kGeneration - 1;

void pause() {
  __builtin_ia32_pause();
}

int quota_cores(const std::string& quota, const std::string& period) {
  const auto q = base::parse_int(base::trim(quota));
  const auto p = base::parse_int(base::trim(period));
  if (!q || !p || *q <= 0 || *p <= 0) return 1 << 20;
  return static_cast<int>(std::max<std::int64_t>(1, (*q + *p - 1) / *p));
}

std::string read_or_empty(const std::string& path) {
  auto text = io::read_file(io::system_files(), path, 4096);
  return text ? *text : std::string();
}

int cgroup_cores() {
  const std::string unified = read_or_empty("/sys/fs/cgroup/cpu.max");
  if (!unified.empty()) {
    const auto words = base::split(base::trim(unified), ' ');
    return words.size() == 2 ? quota_cores(std::string(words[0]), std::string(words[1])) : 1 << 20;
  }
  const std::string cpu = "/sys/fs/cgroup/cpu/";
  return quota_cores(read_or_empty(cpu + "cpu.cfs_quota_us"),
                     read_or_empty(cpu + "cpu.cfs_period_us"));
}

}  // namespace

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  const int affinity = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return std::max(1, std::min(affinity, cgroup_cores()));
}

ThreadPool::ThreadPool(int threads) {
  const int count = std::clamp(threads, 1, usable_cores());
  for (int i = 1; i < count; ++i)
    threads_.emplace_back("tensor-" + std::to_string(i),
                          [this, i] { work(static_cast<std::size_t>(i)); });
}

ThreadPool::~ThreadPool() {
  stop_ = true;
  ticket_.fetch_add(kGeneration);
  ticket_.notify_all();
  for (base::Thread& thread : threads_) thread.join();
}

ThreadPool::Found ThreadPool::step(std::uint64_t ticket, std::size_t worker) {
  const std::uint64_t remaining = ticket & kRemaining;
  if (remaining == 0) return Found::kNothing;
  if (!ticket_.compare_exchange_strong(ticket, ticket - 1)) return Found::kTile;  // try again
  const std::size_t tiles = tiles_;
  body_.call(body_.closure, tiles - remaining, worker);
  if (done_.fetch_add(1) + 1 == tiles) done_.notify_all();
  return Found::kTile;
}

void ThreadPool::work(std::size_t worker) {
  int idle = 0;
  while (!stop_) {
    const std::uint64_t ticket = ticket_.load();
    if (step(ticket, worker) == Found::kTile) {
      idle = 0;
    } else if (++idle < kSpins) {
      pause();
    } else {
      if (!stop_) ticket_.wait(ticket);
      idle = 0;
    }
  }
}

void ThreadPool::run_erased(std::size_t tiles, const Body& body) {
  if (tiles == 0) return;
  if (threads_.empty() || tiles == 1) {
    for (std::size_t tile = 0; tile < tiles; ++tile) body.call(body.closure, tile, 0);
    return;
  }
  body_ = body;
  tiles_ = tiles;
  done_ = 0;
  const std::uint64_t generation = (ticket_.load() & ~kRemaining) + kGeneration;
  ticket_.store(generation | tiles);
  ticket_.notify_all();
  while (step(ticket_.load(), 0) == Found::kTile) {
  }
  int idle = 0;
  for (std::size_t done = done_.load(); done < tiles; done = done_.load()) {
    if (++idle < kSpins)
      pause();
    else
      done_.wait(done);
  }
}

}  // namespace millrace::tensor
