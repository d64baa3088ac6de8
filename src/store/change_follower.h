// A cache's place in the feed of changes: tells it, once, what was committed since it last looked.
// While nothing is committed that costs one atomic load. Not thread-safe: the cache's lock guards
// it.
#pragma once
#include <functional>

#include "store/changes.h"
#include "store/store.h"

namespace millrace::store {

class ChangeFollower {
 public:
  explicit ChangeFollower(Store& store) : store_(store) {}

  enum class Cache { kEmpty, kFilled };
  // `apply` gets each change in order; `forget` is called instead when the cache is better emptied:
  // too many changes, or some that are pruned. An empty cache is told to forget whenever anything
  // changed. An error leaves the place where it was.
  Result<void> follow(Cache cache, const std::function<void(const Change&)>& apply,
                      const std::function<void()>& forget);

 private:
  Store& store_;
  std::int64_t followed_ = 0;  // rev up to which changes were told
};

}  // namespace millrace::store
