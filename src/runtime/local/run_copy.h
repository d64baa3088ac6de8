// Mounts of the kind kRunCopy: a folder copied once per run, so that the run's instances on this
// machine may write what they are shown and the source stays as it is. A tree of gigabytes is
// copied on a thread of its own: nobody waits for it but its run. Thread-safe.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>

#include "base/mutex.h"
#include "base/thread.h"
#include "runtime/local/layout.h"

namespace millrace::runtime {

std::string run_copy_path(const Layout& layout, const std::string& run_id,
                          const protocol::Mount& mount);

struct RunCopy {
  std::string source{}, target{};
  std::int64_t uid = -1, gid = -1;  // of the copy; -1: ours
};

// Into a folder that is not there yet. Links are copied as links; what is neither file, folder nor
// link is refused. kCancelled soon after `cancelled` is set; what is there by then stays.
using CopyTree = std::function<Result<void>(const RunCopy&, const std::string& into,
                                            const std::atomic<bool>& cancelled)>;
Result<void> copy_tree(const RunCopy&, const std::string& into, const std::atomic<bool>& cancelled);

class RunCopies {
 public:
  explicit RunCopies(CopyTree copy = copy_tree) : copy_(std::move(copy)) {}
  ~RunCopies();  // cancels what goes on

  enum class State { kWhole, kUnderWay };
  // A level call: the target appears whole or not at all, also after a kill of this process. A
  // small tree is there at once; repeat for the others, and while too many are under way to begin
  // another. An error is told once; the next call begins anew.
  Result<State> ensure(const RunCopy&);
  // What goes on below this folder ends soon, and leaves nothing.
  void cancel(const std::string& folder);
  bool under_way(const std::string& folder);

 private:
  struct Job {
    RunCopy copy{};
    std::atomic<bool> cancelled{false};
    bool done = false;
    Result<void> result{};
    base::Thread thread{};
  };
  Result<void> make(const Job& job);
  Result<State> look(const std::string& target) REQUIRES(mutex_);
  void reap(const std::string& target) REQUIRES(mutex_);
  std::size_t working() REQUIRES(mutex_);

  const CopyTree copy_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::map<std::string, std::unique_ptr<Job>> jobs_ GUARDED_BY(mutex_);  // by target
};

}  // namespace millrace::runtime
