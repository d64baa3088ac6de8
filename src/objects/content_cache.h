// Objects of stores as files of this machine, kept by their content: what two runs want is fetched
// once. A run's file is a second name of the kept one, so what is in use is seen by the number of
// names, and a kill at any point leaves nothing to repair. Bounded: what was not asked for the
// longest goes first, never what has another name. Thread-safe.
//
// Below the folder: content/SHA256; known/KEY says which content an object with this ETag has, its
// time of change when that was last asked; partial/KEY.BOOT is being fetched, and gone on with
// after a kill.
#pragma once
#include <atomic>
#include <functional>
#include <set>

#include "base/mutex.h"
#include "io/file_system.h"
#include "objects/object_store.h"

namespace millrace::objects {

struct CacheOptions {
  std::string folder{};
  std::int64_t max_bytes = 0;
  std::string boot{};  // this start of the machine: what an earlier one left half is not trusted
  std::function<bool(const std::string& path)> in_use{};  // has the file another name?
};

// Who waits for it, and may have had enough.
struct FetchWatch {
  const std::atomic<bool>& cancelled;
  std::atomic<std::int64_t>& done_bytes;
};

class ContentCache {
 public:
  ContentCache(io::FileSystem& files, CacheOptions options)
      : files_(files), options_(std::move(options)) {}
  Result<void> open();  // once, before all else

  // The object, as a list has it, becomes the new file `into`. `where` tells its store from others.
  Result<void> take(ObjectStore& store, const std::string& where, const ObjectInfo& object,
                    const std::string& into, const FetchWatch& watch);
  // Down to the bound.
  Result<void> trim();

 private:
  enum class Linked { kYes, kNotKept };
  Result<Linked> link_known(const std::string& known, const std::string& into);
  Result<void> fetch(ObjectStore& store, const ObjectInfo& object, const std::string& known,
                     const FetchWatch& watch);
  Result<void> keep(const std::string& partial, const std::string& known,
                    const std::string& sha256);
  std::string at(const std::string& name) const { return options_.folder + "/" + name; }

  io::FileSystem& files_;
  const CacheOptions options_;
  base::Mutex mutex_;  // also: nothing is linked while something is dropped
  base::CondVar changed_;
  std::set<std::string> fetching_ GUARDED_BY(mutex_);
};

// More than one name; for CacheOptions.
bool has_other_names(const std::string& path);

}  // namespace millrace::objects
