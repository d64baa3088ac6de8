// The engines' threads: work is cut into numbered tiles whose borders the caller fixes; who
// computes a tile is decided as they finish, so results must not depend on it. run() is for one
// thread at a time; it works too.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/thread.h"

namespace millrace::tensor {

// Processors that this process may use: its affinity, cut by the cgroup's quota (rounded up).
int usable_cores();

class ThreadPool {
 public:
  // At most usable_cores(), at least one, the caller of run() among them.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  std::size_t workers() const { return threads_.size() + 1; }

  // body(tile, worker) for every tile below `tiles`, worker below workers(); returns when all are
  // done.
  template <typename F>
  void run(std::size_t tiles, const F& body) {
    run_erased(tiles, {&body, [](const void* f, std::size_t tile, std::size_t worker) {
                         (*static_cast<const F*>(f))(tile, worker);
                       }});
  }

 private:
  struct Body {
    const void* closure = nullptr;
    void (*call)(const void*, std::size_t tile, std::size_t worker) = nullptr;
  };
  void run_erased(std::size_t tiles, const Body& body);
  void work(std::size_t worker);
  // Takes and runs one tile if there is one.
  enum class Found { kTile, kNothing };
  Found step(std::uint64_t ticket, std::size_t worker);

  // Generation in the upper half, tiles not yet taken in the lower. Body and tiles_ are only read
  // after taking a tile of their generation, which keeps run() from ending.
  alignas(64) std::atomic<std::uint64_t> ticket_{0};
  alignas(64) std::atomic<std::size_t> done_{0};
  Body body_;
  std::size_t tiles_ = 0;
  std::atomic<bool> stop_{false};
  std::vector<base::Thread> threads_;
};

}  // namespace millrace::tensor
