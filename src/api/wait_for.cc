#include "api/wait_for.h"

#include <algorithm>

#include "base/mutex.h"

namespace millrace::api {
namespace {

// Told of commits for as long as it lives.
class Commits {
 public:
  explicit Commits(store::Store& store) : store_(store) {
    listener_ = store.add_listener([this](std::int64_t) {
      const base::MutexLock lock(mutex_);
      seen_ = false;
      changed_.notify_all();
    });
  }
  ~Commits() { store_.remove_listener(listener_); }
  // One since the last wait, or the time is over.
  void wait(base::Duration longest) EXCLUDES(mutex_) {
    const base::MutexLock lock(mutex_);
    if (seen_) changed_.wait_for(mutex_, longest);
    seen_ = true;
  }

 private:
  store::Store& store_;
  std::uint64_t listener_ = 0;
  base::Mutex mutex_;
  base::CondVar changed_;
  bool seen_ GUARDED_BY(mutex_) = true;
};

}  // namespace

Result<Waited> wait_for(store::Store& store, base::Clock& clock, base::Duration longest,
                        const std::function<Result<Waited>()>& look) {
  Commits commits(store);
  const base::Duration end = clock.monotonic() + longest;
  for (;;) {
    TRY_ASSIGN(const Waited waited, look());
    const base::Duration now = clock.monotonic();
    if (waited == Waited::kHappened || now >= end) return waited;
    commits.wait(end - now);
  }
}

}  // namespace millrace::api
