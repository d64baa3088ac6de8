#include "runtime/local/run_copy.h"

#include <unistd.h>

#include <filesystem>

#include "crypto/hash.h"
#include "io/remove_tree.h"

namespace millrace::runtime {
namespace {

constexpr std::size_t kAtOnce = 4;
constexpr std::size_t kMostUntold = 1'000;
constexpr std::chrono::milliseconds kSmallTreesTake{50};

bool below(const std::string& path, const std::string& folder) {
  return path.starts_with(folder + "/");
}

}  // namespace

std::string run_copy_path(const Layout& layout, const std::string& run_id,
                          const protocol::Mount& mount) {
  return layout.run(run_id) + "/copies/" + crypto::sha256_hex(mount.source).substr(0, 16);
}

std::string staged_folder(const Layout& layout, const AttemptKey& key) {
  return layout.attempt(key) + "/staged";
}

std::string staged_path(const Layout& layout, const AttemptKey& key, const protocol::Mount& mount) {
  return staged_folder(layout, key) + "/" + crypto::sha256_hex(mount.source).substr(0, 16);
}

RunCopies::~RunCopies() {
  std::map<std::string, std::unique_ptr<Job>> left;
  {
    const base::MutexLock lock(mutex_);
    for (const auto& [target, job] : jobs_) job->cancelled = true;
    left.swap(jobs_);
  }
  for (const auto& [target, job] : left) job->thread.join();
}

Result<RunCopies::State> RunCopies::ensure(const RunCopy& copy) {
  const base::MutexLock lock(mutex_);
  TRY_ASSIGN(const State before, look(copy.target));
  if (before == State::kWhole || jobs_.contains(copy.target) || working() >= kAtOnce) return before;
  auto& job = jobs_[copy.target];
  job = std::make_unique<Job>();
  job->copy = copy;
  job->thread = base::Thread("run copy", [this, &made = *job] {
    auto result = make(made);
    const base::MutexLock done(mutex_);
    if (result && made.copy.from == RunCopy::From::kStorage && whole_.size() < kMostUntold)
      whole_.push_back({made.copy.target, made.done_bytes, made.total_bytes, State::kWhole});
    made.result = std::move(result);
    made.done = true;
    changed_.notify_all();
  });
  changed_.wait_for(mutex_, kSmallTreesTake);  // woken for another's end: the caller comes again
  return look(copy.target);
}

Result<RunCopies::State> RunCopies::look(const std::string& target) {
  if (const auto found = jobs_.find(target); found != jobs_.end()) {
    if (!found->second->done) return State::kUnderWay;
    const bool wanted = !found->second->cancelled;
    const auto result = found->second->result;
    reap(target);
    if (!result && wanted) return result.error();
  }
  std::error_code error;
  return std::filesystem::exists(target, error) ? State::kWhole : State::kUnderWay;
}

Result<void> RunCopies::fill(Job& job, const std::string& part) {
  if (job.copy.from == RunCopy::From::kFolder) return copy_(job.copy, part, job.cancelled);
  if (!stage_) return base::invalid_field("mounts", "this node brings no data from storages");
  return stage_(job.copy.source, part, {job.cancelled, job.done_bytes, job.total_bytes});
}

Result<void> RunCopies::make(Job& job) {
  namespace fs = std::filesystem;
  const std::string part = job.copy.target + ".part";
  TRY(io::remove_tree(part));  // of a process that was killed
  std::error_code error;
  fs::create_directories(fs::path(part).parent_path(), error);
  auto copied = error ? Result<void>(base::from_errno(error.value(), "make a folder for " + part))
                      : fill(job, part);
  if (copied && job.cancelled) copied = fail(ErrorCode::kCancelled, "the copy is not wanted");
  if (copied && ::rename(part.c_str(), job.copy.target.c_str()) != 0)
    copied = base::from_errno(errno, "name " + job.copy.target);
  if (!copied) [[maybe_unused]]
    const auto ignored = io::remove_tree(part);
  return copied;
}

void RunCopies::cancel(const std::string& folder) {
  const base::MutexLock lock(mutex_);
  for (auto i = jobs_.begin(); i != jobs_.end();) {
    const auto now = i++;
    if (!below(now->first, folder)) continue;
    now->second->cancelled = true;
    if (now->second->done) reap(now->first);
  }
}

std::vector<RunCopies::Staged> RunCopies::staging() {
  const base::MutexLock lock(mutex_);
  std::vector<Staged> out = std::exchange(whole_, {});
  for (const auto& [target, job] : jobs_)
    if (!job->done && job->copy.from == RunCopy::From::kStorage)
      out.push_back({target, job->done_bytes, job->total_bytes});
  return out;
}

bool RunCopies::under_way(const std::string& folder) {
  const base::MutexLock lock(mutex_);
  for (const auto& [target, job] : jobs_)
    if (below(target, folder) && !job->done) return true;
  return false;
}

// Of a job that is done: its thread ends without our lock.
void RunCopies::reap(const std::string& target) {
  jobs_.erase(target);
}

std::size_t RunCopies::working() {
  std::size_t out = 0;
  for (auto i = jobs_.begin(); i != jobs_.end();) {
    const auto now = i++;
    if (!now->second->done)
      ++out;
    else if (now->second->cancelled)
      jobs_.erase(now);
  }
  return out;
}

}  // namespace millrace::runtime
