// For crash tests: an SQLite file system that does its work on real files and records every write,
// sync, truncation and deletion, so that the disk can be rebuilt as a power cut after any of them
// would have left it. Thread-safe; one at a time in a process.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "base/rng.h"

namespace millrace::store {

struct DiskOperation {
  enum class Kind { kCreate, kWrite, kSync, kTruncate, kDelete, kMark } kind = Kind::kWrite;
  std::string file{};       // its name without the folder; of kMark: the words
  std::int64_t offset = 0;  // kTruncate: the new size
  std::string bytes{};
};

class RecordingVfs {
 public:
  RecordingVfs();
  ~RecordingVfs();
  RecordingVfs(const RecordingVfs&) = delete;
  RecordingVfs& operator=(const RecordingVfs&) = delete;

  static const char* name() { return "millrace-recording"; }
  void record(DiskOperation operation) EXCLUDES(mutex_);
  void mark(const std::string& words) {
    record({.kind = DiskOperation::Kind::kMark, .file = words});
  }
  std::vector<DiskOperation> operations() const EXCLUDES(mutex_);

 private:
  mutable base::Mutex mutex_;
  std::vector<DiskOperation> operations_ GUARDED_BY(mutex_);
};

// The files after the first `count` operations and a power cut. What was not synced is lost, or,
// given an `rng`, kept by chance sector by sector.
std::map<std::string, std::string> disk_after(const std::vector<DiskOperation>& operations,
                                              std::size_t count, base::Rng* rng);

}  // namespace millrace::store
