// Writing checkpoints beside the training: save() copies the state at the step barrier, chunk by
// chunk, into a bounded buffer, and returns when all of it is copied; a thread writes, syncs and
// renames. A state larger than the buffer waits for the disk. One thread calls; one save at a time,
// the next waits for the one before.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "base/thread.h"
#include "ckpt/manifest.h"
#include "io/file_system.h"

namespace millrace::ckpt {

struct Piece {
  std::string name{};
  std::span<const std::byte> bytes{};
};

struct State {
  std::int64_t step = 0;
  std::vector<Piece> pieces{};
  json::Object meta{};
};

class Writer {
 public:
  struct Options {
    std::string folder{};
    int keep_last = 2;  // and the pinned one
    std::size_t buffer_bytes = std::size_t{256} << 20;
    std::size_t shard_bytes = std::size_t{256} << 20;
    std::size_t chunk_bytes = std::size_t{4} << 20;
  };
  Writer(io::FileSystem& fs, Options options);
  ~Writer();  // finishes what was begun
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Copies `state`. The error is this save's so far, or that of the one before, which left the
  // checkpoints of earlier steps as they were.
  Result<void> save(const State& state);
  // Until what was saved is durable, or has failed.
  Result<void> wait();
  // Not pruned until another one is pinned: the best so far.
  void pin(std::int64_t step);

 private:
  struct Job {
    Manifest manifest{};  // shards are filled in while writing
  };
  void run();
  Result<void> write(Job& job);
  Result<void> write_stream(Job& job, const std::string& folder);
  Result<void> finish(const Job& job, const std::string& temporary);
  std::optional<std::string> next_chunk();  // nullopt at the end of the state
  Result<void> push(std::span<const std::byte> bytes);

  io::FileSystem& fs_;
  const Options options_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::unique_ptr<Job> job_ GUARDED_BY(mutex_);
  std::deque<std::string> chunks_ GUARDED_BY(mutex_){};
  std::size_t buffered_ GUARDED_BY(mutex_) = 0;
  enum class Copy { kUnderWay, kDone } copy_ GUARDED_BY(mutex_) = Copy::kDone;
  std::optional<Error> failure_ GUARDED_BY(mutex_){};
  std::optional<std::int64_t> pinned_ GUARDED_BY(mutex_){};
  enum class Life { kOpen, kClosing } life_ GUARDED_BY(mutex_) = Life::kOpen;
  base::Thread thread_;
};

}  // namespace millrace::ckpt
