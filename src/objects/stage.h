// A folder of a store as a folder of this machine: each object a file, fetched through the cache, a
// few at once. Blocking; thread-safe.
#pragma once
#include "objects/content_cache.h"

namespace millrace::objects {

struct StageFrom {
  ObjectStore& store;
  std::string where{};  // tells the store from others
  std::string path{};   // "": all of it
};

struct StageWatch {
  const std::atomic<bool>& cancelled;
  std::atomic<std::int64_t>& done_bytes;
  std::atomic<std::int64_t>& total_bytes;
};

// Into a folder that is not there yet. What is there after an error is of no use.
Result<void> stage_folder(const StageFrom& from, ContentCache& cache, io::FileSystem& files,
                          const std::string& into, const StageWatch& watch);

}  // namespace millrace::objects
