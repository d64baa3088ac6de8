// What the requirements' environments may take of the disk: beyond the bound those go that were not
// used for the longest time, never one that a live instance stands on. Files beside an environment
// HASH: HASH.used (when it was last needed, its time of change), HASH.lock and HASH.building (of
// the shim that builds it), HASH.gone (on its way out; a kill in the middle leaves it to the next
// round). Thread-safe.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/thread.h"
#include "io/file_system.h"

namespace millrace::runtime {

class VenvCache {
 public:
  struct Users {
    std::function<std::set<std::string>()> hashes;  // that live instances stand on
    // Runs the argument while no instance can begin to stand on the hash; not at all, and false,
    // where one does.
    std::function<bool(const std::string& hash, const std::function<void()>&)> unless_used;
  };
  VenvCache(io::FileSystem& fs, std::string folder, std::int64_t max_bytes);
  ~VenvCache();

  void start(Users users, Duration every);  // rounds on a thread of its own
  // Instances will stand on it.
  Result<void> note_use(const std::string& hash);
  Result<void> round(const Users& users);

 private:
  struct Entry {
    std::string hash{};
    std::int64_t bytes = 0, used_ms = 0;
  };
  Result<std::vector<Entry>> entries(const std::set<std::string>& used);
  Result<std::int64_t> size_of(const std::string& hash);
  std::string at(const std::string& name) const { return folder_ + "/" + name; }

  io::FileSystem& fs_;
  const std::string folder_;
  const std::int64_t max_bytes_;
  std::map<std::string, std::int64_t>
      sizes_{};  // of the rounds' thread; what is built never changes
  base::Mutex mutex_;
  base::CondVar changed_;
  bool stopping_ GUARDED_BY(mutex_) = false;
  base::Thread thread_{};
};

}  // namespace millrace::runtime
