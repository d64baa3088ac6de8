// What is made ready for a run before it starts. Mounts of the kind kRunCopy: a folder copied once
// per run, so that the run's instances on this machine may write what they are shown and the source
// stays as it is. Of the kind kStaged: a folder of a storage brought here, once per attempt.
// Gigabytes come on a thread of their own: nobody waits for it but its run. Thread-safe.
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

// Goes when the attempt has ended.
std::string staged_folder(const Layout& layout, const AttemptKey& key);
std::string staged_path(const Layout& layout, const AttemptKey& key, const protocol::Mount& mount);

struct RunCopy {
  std::string source{}, target{};
  std::int64_t uid = -1, gid = -1;  // of the copy; -1: ours
  enum class From { kFolder, kStorage } from = From::kFolder;
};

// Into a folder that is not there yet. Links are copied as links; what is neither file, folder nor
// link is refused. kCancelled soon after `cancelled` is set; what is there by then stays.
using CopyTree = std::function<Result<void>(const RunCopy&, const std::string& into,
                                            const std::atomic<bool>& cancelled)>;
Result<void> copy_tree(const RunCopy&, const std::string& into, const std::atomic<bool>& cancelled);

struct StageWatch {
  const std::atomic<bool>& cancelled;
  std::atomic<std::int64_t>&done_bytes, &total_bytes;
};
// A folder of a storage (as in a mount of the kind kStaged) into one that is not there yet.
using StageTree = std::function<Result<void>(const std::string& source, const std::string& into,
                                             const StageWatch& watch)>;

class RunCopies {
 public:
  explicit RunCopies(CopyTree copy = copy_tree, StageTree stage = {})
      : copy_(std::move(copy)), stage_(std::move(stage)) {}
  ~RunCopies();  // cancels what goes on

  enum class State { kWhole, kUnderWay };
  // A level call: the target appears whole or not at all, also after a kill of this process. A
  // small tree is there at once; repeat for the others, and while too many are under way to begin
  // another. An error is told once; the next call begins anew.
  Result<State> ensure(const RunCopy&);
  // What goes on below this folder ends soon, and leaves nothing.
  void cancel(const std::string& folder);
  bool under_way(const std::string& folder);
  // What is being brought from storages; and, once, what has come whole since the last call.
  struct Staged {
    std::string target{};
    std::int64_t done_bytes = 0, total_bytes = 0;
    State state = State::kUnderWay;
  };
  std::vector<Staged> staging();

 private:
  struct Job {
    RunCopy copy{};
    std::atomic<bool> cancelled{false};
    std::atomic<std::int64_t> done_bytes{0}, total_bytes{0};
    bool done = false;
    Result<void> result{};
    base::Thread thread{};
  };
  Result<void> make(Job& job);
  Result<void> fill(Job& job, const std::string& part);
  Result<State> look(const std::string& target) REQUIRES(mutex_);
  void reap(const std::string& target) REQUIRES(mutex_);
  std::size_t working() REQUIRES(mutex_);

  const CopyTree copy_;
  const StageTree stage_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::map<std::string, std::unique_ptr<Job>> jobs_ GUARDED_BY(mutex_);  // by target
  std::vector<Staged> whole_ GUARDED_BY(mutex_);                         // not told yet; bounded
};

}  // namespace millrace::runtime
