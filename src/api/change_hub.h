// The changes of the last minutes, read from the store once and shared by all watches: a watcher
// costs a cursor, not a queue. Thread-safe.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "base/thread.h"
#include "resource/object.h"
#include "store/store.h"

namespace millrace::api {

// A change with the object as it is now (for deletions: as it was), rendered once.
struct ChangeEvent {
  std::int64_t rev = 0;
  std::string op;  // "created", "updated", "deleted"
  std::string kind;
  std::string id;
  std::string workspace;
  std::string owner;
  std::string parent;  // of child kinds
  std::string json;
  std::shared_ptr<const resource::Object> object{};  // of kinds that can be shared
};
using SharedChange = std::shared_ptr<const ChangeEvent>;

class ChangeHub {
 public:
  explicit ChangeHub(store::Store& store);
  ~ChangeHub();

  struct Batch {
    enum class Position { kKept, kGone } position = Position::kKept;
    std::vector<SharedChange> changes;
    std::int64_t next = 0;
  };
  // Changes after `rev`, at most `limit`. From memory when recent, else from the store.
  Result<Batch> after(std::int64_t rev, std::size_t limit);
  std::int64_t newest() const;  // what a watch that begins now begins after

  // Called after new changes have come; remove before the waker's target goes away.
  std::uint64_t add_waker(std::function<void()> waker);
  void remove_waker(std::uint64_t token);

 private:
  void follow();
  Result<Batch> load(std::int64_t after, int limit);

  static constexpr std::size_t kKept = 8'192;
  store::Store& store_;
  mutable base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<SharedChange> recent_ GUARDED_BY(mutex_);
  std::int64_t first_after_ GUARDED_BY(mutex_);  // recent_ holds everything after this rev
  std::int64_t newest_ GUARDED_BY(mutex_);
  bool committed_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::map<std::uint64_t, std::function<void()>> wakers_ GUARDED_BY(mutex_);
  std::uint64_t next_token_ GUARDED_BY(mutex_) = 1;
  std::uint64_t listener_ = 0;
  base::Thread thread_;
};

}  // namespace millrace::api
