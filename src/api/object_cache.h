// Objects as they were last shown, kept in memory so that reading one again costs no database read
// while it did not change. Follows the feed of changes, like the cache of sessions: what was
// committed before find() was called is seen by it. Bounded by bytes. Thread-safe.
#pragma once
#include <memory>
#include <string>

#include "base/lru_map.h"
#include "base/mutex.h"
#include "resource/object.h"
#include "store/change_follower.h"
#include "store/object_table.h"

namespace millrace::api {

class ObjectCache {
 public:
  ObjectCache(store::Store& store, std::size_t max_bytes)
      : store_(store), feed_(store), shown_(max_bytes) {}

  struct Shown {
    const resource::Kind* kind = nullptr;
    std::shared_ptr<const resource::Object> object;
    std::string json;  // as the API shows it
  };
  using SharedShown = std::shared_ptr<const Shown>;
  // As store::ObjectTable::find, with its errors.
  Result<SharedShown> find(const resource::Kind& kind, const store::Place& place,
                           const std::string& id_or_name, const std::string& owner);

 private:
  struct Seen {
    SharedShown shown;  // null: not here
    std::uint64_t changes = 0;
  };
  Result<Seen> look(const std::string& key);
  void apply(const store::Change& change) REQUIRES(mutex_);

  store::Store& store_;
  base::Mutex mutex_;
  store::ChangeFollower feed_ GUARDED_BY(mutex_);
  base::LruMap<SharedShown> shown_ GUARDED_BY(mutex_);
  // Told so far: what was read before a later one was told is not kept.
  std::uint64_t changes_ GUARDED_BY(mutex_) = 0;
};

}  // namespace millrace::api
